using System.Globalization;

namespace OrleansRouter.Cli.Output.Plots;

/// <summary>Maps numbers to pixels along one axis whose ends lie on round ticks.</summary>
internal sealed class ChartAxis
{
    private const int WantedSteps = 6;
    private readonly double _pixelAtLow;
    private readonly double _pixelAtHigh;
    private readonly double _step;

    private ChartAxis(double low, double high, double step, double pixelAtLow, double pixelAtHigh)
    {
        Low = low;
        High = high;
        _step = step;
        _pixelAtLow = pixelAtLow;
        _pixelAtHigh = pixelAtHigh;
    }

    /// <summary>The number at the lower end.</summary>
    public double Low { get; }

    /// <summary>The number at the upper end.</summary>
    public double High { get; }

    /// <summary>The ticks, ascending, both ends included.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / _step) + 1).Select(i => Low + (i * _step));

    /// <summary>The axis for some numbers. A single number gets room on both sides.</summary>
    /// <param name="values">At least one, finite.</param>
    /// <param name="pixelAtLow">Where the lower end is drawn.</param>
    /// <param name="pixelAtHigh">Where the upper end is drawn.</param>
    public static ChartAxis Of(IEnumerable<double> values, double pixelAtLow, double pixelAtHigh)
    {
        double[] all = [.. values];
        double min = all.Min(), max = all.Max();
        if (min == max)
        {
            double room = min == 0 ? 1 : Math.Abs(min) / 2;
            (min, max) = (min - room, max + room);
        }

        double step = RoundStep((max - min) / WantedSteps);
        return new ChartAxis(Math.Floor((min / step) + 1e-9) * step, Math.Ceiling((max / step) - 1e-9) * step, step, pixelAtLow, pixelAtHigh);
    }

    /// <summary>The pixel of a number.</summary>
    public double ToPixel(double value) => _pixelAtLow + ((value - Low) / (High - Low) * (_pixelAtHigh - _pixelAtLow));

    /// <summary>How a tick is written: as many decimals as the step needs.</summary>
    public string Label(double tick)
    {
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(_step) + 1e-9));
        double shown = Math.Abs(tick) < _step / 2 ? 0 : tick;
        return decimals > 6 ? shown.ToString("0.##e0", CultureInfo.InvariantCulture) : shown.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>The smallest of 1, 2 and 5 times a power of ten that is not below <paramref name="step"/>.</summary>
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit <= 1 + 1e-9 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
