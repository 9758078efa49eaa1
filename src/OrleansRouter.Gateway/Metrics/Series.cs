using System.Globalization;
using System.Text;

namespace OrleansRouter.Gateway.Metrics;

/// <summary>One time series of the exporter: the values of one instrument under one set of labels.</summary>
internal abstract class Series(string labels)
{
    /// <summary>The labels as Prometheus writes them, without braces; empty: none.</summary>
    protected string Labels { get; } = labels;

    public abstract void Record(double value);

    public abstract void Write(StringBuilder text, string name);

    protected static void WriteSample(StringBuilder text, string name, string labels, double value) => text
        .Append(name)
        .Append(labels.Length > 0 ? $"{{{labels}}} " : " ")
        .Append(value == double.PositiveInfinity ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture))
        .Append('\n');
}

/// <summary>A counter or an up-down counter.</summary>
internal sealed class SumSeries(string labels) : Series(labels)
{
    private readonly Lock _lock = new();
    private double _sum;

    public override void Record(double value)
    {
        lock (_lock)
        {
            _sum += value;
        }
    }

    public override void Write(StringBuilder text, string name)
    {
        lock (_lock)
        {
            WriteSample(text, name, Labels, _sum);
        }
    }
}

/// <summary>A histogram over fixed bounds from 100 µs to 100 s, in seconds.</summary>
internal sealed class HistogramSeries(string labels) : Series(labels)
{
    private static readonly double[] Bounds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100];

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _sum;

    public override void Record(double value)
    {
        int bucket = Array.FindIndex(Bounds, bound => value <= bound);
        lock (_lock)
        {
            _counts[bucket < 0 ? Bounds.Length : bucket]++;
            _sum += value;
        }
    }

    public override void Write(StringBuilder text, string name)
    {
        lock (_lock)
        {
            long cumulative = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                cumulative += _counts[i];
                string bound = i < Bounds.Length ? Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                WriteSample(text, $"{name}_bucket", Join(Labels, $"le=\"{bound}\""), cumulative);
            }

            WriteSample(text, $"{name}_sum", Labels, _sum);
            WriteSample(text, $"{name}_count", Labels, cumulative);
        }
    }

    private static string Join(string labels, string more) => labels.Length > 0 ? $"{labels},{more}" : more;
}
