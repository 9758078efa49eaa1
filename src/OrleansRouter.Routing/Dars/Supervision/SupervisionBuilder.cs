using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;

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
        Part(data, queries, variant, seed).WithRiskOfEveryModel();

    /// <summary>The labels of a part of the queries, with the risks as far as they are known: whether every model has one is a matter of all parts.</summary>
    internal static RoutingLabels Part(DarsData data, IReadOnlyList<int> queries, SupervisionVariant variant, ulong seed) =>
        Part(data, queries, variant, (observations, _, rng) => ObservationSelection.Of(data, observations, variant, rng), seed);

    /// <summary>Full labels (single-shot ones for one observation) from up to <paramref name="decodes"/> random decodes of up to <paramref name="rewrites"/> random rewrites.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="queries">The queries to label, in order.</param>
    /// <param name="rewrites">k ≥ 1.</param>
    /// <param name="decodes">l ≥ 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static RoutingLabels Build(DarsData data, IReadOnlyList<int> queries, int rewrites, int decodes, ulong seed) => Part(
        data, queries, rewrites * decodes > 1 ? SupervisionVariant.Full : SupervisionVariant.SingleShot,
        (observations, ranks, rng) => ObservationSelection.Of(data, observations, ranks, rewrites, decodes, rng), seed).WithRiskOfEveryModel();

    /// <summary>The labels of a variant that uses all observations, from cells that were summarised and merged anywhere.</summary>
    /// <param name="cells">The merged cells; costs in any unit.</param>
    /// <param name="queries">Ids of the queries to label, in order.</param>
    /// <param name="models">Ids of the models, in order.</param>
    /// <param name="variant">Without risk, with one of the risks, or in full.</param>
    /// <param name="costs">The scale of costs of the whole data set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variant draws single observations, which cells do not hold.</exception>
    public static RoutingLabels Build(CellStore cells, IReadOnlyList<string> queries, IReadOnlyList<string> models, SupervisionVariant variant, CostScale costs)
    {
        if (variant is SupervisionVariant.SingleShot or SupervisionVariant.InputOnly or SupervisionVariant.OutputOnly)
        {
            throw new ArgumentOutOfRangeException(nameof(variant), variant, "Cells hold sums, not single observations.");
        }

        RoutingLabels labels = Unknown(queries.Count, models, variant);
        Dictionary<string, int> rows = queries.Index().ToDictionary(query => query.Item, query => query.Index, StringComparer.Ordinal);
        Dictionary<string, int> columns = models.Index().ToDictionary(model => model.Item, model => model.Index, StringComparer.Ordinal);
        foreach ((string query, string model, Capability pair) in cells.Capabilities())
        {
            if (rows.TryGetValue(query, out int i) && columns.TryGetValue(model, out int k))
            {
                Set(labels, i, k, pair, costs.Normalise(pair.MeanCost), variant);
            }
        }

        return labels.WithRiskOfEveryModel();
    }

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

    private static RoutingLabels Part(DarsData data, IReadOnlyList<int> queries, SupervisionVariant variant, Selection select, ulong seed)
    {
        RoutingLabels labels = Unknown(queries.Count, data.Table.Models, variant);
        for (int i = 0; i < queries.Count; i++)
        {
            var rng = Rng.Stream(seed, (ulong)queries[i]);
            int[] ranks = rng.Permutation(data.Table.Rewrites.Count);
            for (int k = 0; k < data.Models; k++)
            {
                if (!data.Observations(queries[i], k).IsEmpty)
                {
                    Capability pair = Capability.Of(ObservedCells.Of(data, select(data.Observations(queries[i], k), ranks, rng)));
                    Set(labels, i, k, pair, pair.MeanCost, variant);
                }
            }
        }

        return labels;
    }

    private static RoutingLabels Unknown(int queries, IReadOnlyList<string> models, SupervisionVariant variant)
    {
        return new RoutingLabels(models, Unknown(), Unknown(), RiskOf(variant) is null ? null : Unknown());

        Matrix<double> Unknown()
        {
            var matrix = new Matrix<double>(queries, models.Count);
            matrix.Values.AsSpan().Fill(double.NaN);
            return matrix;
        }
    }

    private static void Set(RoutingLabels labels, int query, int model, Capability pair, double cost, SupervisionVariant variant)
    {
        labels.Quality[query, model] = pair.MeanQuality;
        labels.Cost[query, model] = cost;
        labels.Risk?[query, model] = RiskOf(variant)!(pair);
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
