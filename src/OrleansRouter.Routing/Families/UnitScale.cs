using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>
/// Brings quality labels into [0, 1] for networks that predict probabilities: u = (q − low)/(high − low). Labels that lie in [0, 1] already stay as they are.
/// </summary>
/// <param name="Low">The least label, at most 0.</param>
/// <param name="High">The largest label, at least 1.</param>
internal sealed record UnitScale(double Low, double High)
{
    /// <summary>The scale of these labels, NaN where unknown.</summary>
    public static UnitScale Of(Matrix<double> labels)
    {
        IEnumerable<double> known = labels.Values.Where(double.IsFinite);
        return new UnitScale(known.Append(0).Min(), known.Append(1).Max());
    }

    /// <summary>u.</summary>
    public double ToUnit(double quality) => (quality - Low) / Range;

    /// <summary>q.</summary>
    public double FromUnit(double unit) => Low + (unit * Range);

    /// <summary>High − low: what one unit of u, or of its standard deviation, is in units of quality.</summary>
    public double Range => High - Low;

    public void Write(ModelWriter writer)
    {
        writer.Write(Low);
        writer.Write(High);
    }

    /// <exception cref="ModelFormatException">The bounds are not such as <see cref="Of"/> gives.</exception>
    public static UnitScale Read(ModelReader reader)
    {
        double low = reader.ReadDouble(), high = reader.ReadDouble();
        return low is <= 0 and > double.NegativeInfinity && high is >= 1 and < double.PositiveInfinity
            ? new UnitScale(low, high)
            : throw new ModelFormatException($"A quality scale must include [0, 1] and be finite; it is [{low}, {high}].");
    }
}
