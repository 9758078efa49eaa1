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
    public static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, SupervisionVariant variant, ulong seed) =>
        Build(data, queries, variant, (observations, rng) => ObservationSelection.Of(data, observations, variant, rng), seed);

    /// <summary>Full labels from up to <paramref name="decodes"/> random decodes of up to <paramref name="rewrites"/> random rewrites.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="queries">The queries to label, in order.</param>
    /// <param name="rewrites">k ≥ 1.</param>
    /// <param name="decodes">l ≥ 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, int rewrites, int decodes, ulong seed) => Build(
        data, queries, rewrites * decodes > 1 ? SupervisionVariant.Full : SupervisionVariant.SingleShot,
        (observations, rng) => ObservationSelection.Of(data, observations, rewrites, decodes, rng), seed);

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
            for (int k = 0; k < data.Models; k++)
            {
                if (!data.Observations(queries[i], k).IsEmpty)
                {
                    Capability pair = Capability.Of(ObservedCells.Of(data, select(data.Observations(queries[i], k), rng)));
                    labels.Quality[i, k] = pair.MeanQuality;
                    labels.Cost[i, k] = pair.MeanCost;
                    labels.Risk?[i, k] = RiskOf(variant)!(pair);
                }
            }
        }

        return labels;

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

    private delegate int[] Selection(ReadOnlySpan<int> observations, Rng rng);
}
