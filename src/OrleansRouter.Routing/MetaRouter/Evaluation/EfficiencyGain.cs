using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>EG(ρ) = (median over rounds of TE(ρ) − median of the random router's)/|test|, with what a curve amounts to. In units of gold per query.</summary>
[Paper("Meta-Router", "section 4, efficiency gain")]
public sealed record EfficiencyGain
{
    /// <summary>Smallest usage ratio that counts for the area.</summary>
    public const double AreaFrom = 0.2;

    /// <summary>Largest usage ratio that counts for the area.</summary>
    public const double AreaTo = 0.8;

    private const double Rounding = 1e-9;
    private static readonly double[] FiftiethParts = [.. Enumerable.Range(0, 51).Select(p => p / 50.0)];

    /// <summary>EG at every usage ratio.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Largest EG.</summary>
    public required double Peak { get; init; }

    /// <summary>Mean EG over usage ratios from 0.2 to 0.8.</summary>
    public required double Area { get; init; }

    /// <summary>Per round (TE − expected TE of the random router)/|test|, its mean over the same usage ratios.</summary>
    public required IReadOnlyList<double> RoundAreas { get; init; }

    /// <summary>Mean of <see cref="RoundAreas"/>.</summary>
    public double MeanArea => RoundAreas.Average();

    /// <summary>Standard error of <see cref="MeanArea"/> over rounds; 0 with one round.</summary>
    public double AreaStandardError => Moments.Of(RoundAreas).StandardError;

    /// <summary>Puts the rounds of one router together.</summary>
    /// <param name="efficiencies">Per round TE at every usage ratio.</param>
    /// <param name="random">Per round TE of the random router, in exact expectation, at every usage ratio.</param>
    /// <param name="usageRatios">ρ, ascending; some in [0.2, 0.8].</param>
    /// <param name="testSize">|test|.</param>
    public static EfficiencyGain Of(double[][] efficiencies, double[][] random, IReadOnlyList<double> usageRatios, int testSize)
    {
        double[] medians = Medians(efficiencies, usageRatios.Count), randomMedians = Medians(random, usageRatios.Count);
        double[] gains = [.. medians.Zip(randomMedians, (te, base0) => (te - base0) / testSize)];
        return new EfficiencyGain
        {
            Values = gains,
            Peak = gains.Max(),
            Area = MeanInside(gains, usageRatios),
            RoundAreas = [.. efficiencies.Zip(random, (te, base0) => MeanInside([.. te.Zip(base0, (a, b) => (a - b) / testSize)], usageRatios))],
        };
    }

    /// <summary>The area of one router on one set of queries, over usage ratios in steps of 0.02.</summary>
    /// <param name="predictions">The router's predictions of the gains; only their order counts.</param>
    /// <param name="gains">The true gains.</param>
    public static double AreaOf(double[] predictions, double[] gains)
    {
        double total = gains.Sum();
        return Of([EfficiencyCurve.Of(predictions, gains, FiftiethParts)], [[.. FiftiethParts.Select(ratio => ratio * total)]], FiftiethParts, gains.Length).Area;
    }

    private static double[] Medians(double[][] rounds, int points) =>
        [.. Enumerable.Range(0, points).Select(p => Quantile.OfSorted([.. rounds.Select(round => round[p]).Order()], 0.5))];

    private static double MeanInside(double[] values, IReadOnlyList<double> usageRatios) => values
        .Where((_, p) => usageRatios[p] >= AreaFrom - Rounding && usageRatios[p] <= AreaTo + Rounding)
        .Average();
}
