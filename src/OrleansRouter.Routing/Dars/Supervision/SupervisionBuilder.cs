using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars.Supervision;

/// <summary>Makes labels from repeated observations, one way per variant.</summary>
[Paper("DARS", "appendix C.3, ablation variants")]
public static class SupervisionBuilder
{
    /// <summary>The labels of a variant.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="queries">The queries to label, in order.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="seed">Seed of the draws; each query has its own, so that the labels of a query do not depend on the others.</param>
    /// <returns>The labels; without risk when the observations show none of some model (see <see cref="IsPossible"/>).</returns>
    public static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, SupervisionVariant variant, ulong seed) =>
        Build(data, queries, variant, (observations, _, rng) => ObservationSelection.Of(data, observations, variant, rng), seed);

    /// <summary>Full labels (single-shot ones for one observation) from up to <paramref name="decodes"/> random decodes of up to <paramref name="rewrites"/> random rewrites.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="queries">The queries to label, in order.</param>
    /// <param name="rewrites">k ≥ 1.</param>
    /// <param name="decodes">l ≥ 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, int rewrites, int decodes, ulong seed) => Build(
        data, queries, rewrites * decodes > 1 ? SupervisionVariant.Full : SupervisionVariant.SingleShot,
        (observations, ranks, rng) => ObservationSelection.Of(data, observations, ranks, rewrites, decodes, rng), seed);

    /// <summary>The data with up to <paramref name="decodes"/> random decodes of up to <paramref name="rewrites"/> random rewrites per query and model.</summary>
    internal static DarsData Limit(DarsData data, int rewrites, int decodes, ulong seed)
    {
        List<int> kept = [];
        for (int i = 0; i < data.Queries; i++)
        {
            var rng = Rng.Stream(seed, (ulong)i);
            int[] ranks = rng.Permutation(data.Table.Rewrites.Count);
            for (int k = 0; k < data.Models; k++)
            {
                kept.AddRange(ObservationSelection.Of(data, data.Observations(i, k), ranks, rewrites, decodes, rng));
            }
        }

        return data.Select([.. kept.Order()]);
    }

    /// <summary>Whether the observations of some of the queries show the risk of a variant.</summary>
    public static bool IsPossible(DarsData data, SupervisionVariant variant) => variant switch
    {
        SupervisionVariant.InputOnly or SupervisionVariant.RewriteRisk => AllModelsShow(data, pair => pair.RewriteRisk),
        SupervisionVariant.OutputOnly or SupervisionVariant.DecodeRisk => AllModelsShow(data, pair => pair.DecodeRisk),
        _ => true,
    };

    private static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, SupervisionVariant variant, Selection select, ulong seed)
    {
        var labels = new RoutingLabels(data.Table.Models, Unknown(), Unknown(), RiskOf(variant) is null ? null : Unknown());
        for (int i = 0; i < queries.Count; i++)
        {
            var rng = Rng.Stream(seed, (ulong)queries[i]);
            int[] ranks = rng.Permutation(data.Table.Rewrites.Count);
            for (int k = 0; k < data.Models; k++)
            {
                if (!data.Observations(queries[i], k).IsEmpty)
                {
                    Capability pair = Capability.Of(ObservedCells.Of(data, select(data.Observations(queries[i], k), ranks, rng)));
                    labels.Quality[i, k] = pair.MeanQuality;
                    labels.Cost[i, k] = pair.MeanCost;
                    labels.Risk?[i, k] = RiskOf(variant)!(pair);
                }
            }
        }

        return labels.HasRiskOfEveryModel ? labels : labels with { Risk = null };

        Matrix<double> Unknown()
        {
            var matrix = new Matrix<double>(queries.Count, data.Models);
            matrix.Values.AsSpan().Fill(double.NaN);
            return matrix;
        }
    }

    private static Func<Capability, double>? RiskOf(SupervisionVariant variant) => variant switch
    {
        SupervisionVariant.SingleShot or SupervisionVariant.NoRisk => null,
        SupervisionVariant.RewriteRisk => pair => pair.RewriteRisk,
        SupervisionVariant.DecodeRisk => pair => pair.DecodeRisk,
        _ => pair => pair.Risk,
    };

    private static bool AllModelsShow(DarsData data, Func<Capability, double> risk) => Enumerable.Range(0, data.Models).All(k =>
        Enumerable.Range(0, data.Queries).Any(i => !data.Observations(i, k).IsEmpty
            && !double.IsNaN(risk(Capability.Of(ObservedCells.Of(data, data.Observations(i, k)))))));

    private delegate int[] Selection(ReadOnlySpan<int> observations, int[] rewriteRanks, Rng rng);
}
