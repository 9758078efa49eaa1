using OrleansRouter.Routing.Dars.Supervision;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>One way to label the training queries.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Draws">How many label sets are drawn; 1 where nothing is random.</param>
/// <param name="Label">Labels queries with a seed.</param>
internal sealed record LabelRecipe(string Name, int Draws, Func<DarsData, int[], ulong, RoutingLabels> Label)
{
    /// <summary>Name of the recipe that single-shot routers are trained with.</summary>
    public const string SingleShot = "singleShot";

    /// <summary>Name of DARS in full.</summary>
    public const string Full = "full";

    private static readonly (int Rewrites, int Decodes)[] Protocols =
        [(1, 1), (1, 2), (1, 3), (1, 5), (2, 1), (2, 2), (3, 1), (3, 3), (4, 3), (5, 1), (5, 3), (5, 5)];

    /// <summary>The recipes that an evaluation needs and the data allow; single-shot and full come first.</summary>
    public static IReadOnlyList<LabelRecipe> Of(DarsData data, DarsEvaluationOptions options)
    {
        LabelRecipe[] main = [Variant(SupervisionVariant.SingleShot, options.SingleShotRuns), Variant(SupervisionVariant.Full, 1)];
        return options.Studies ? [.. main, .. Ablations(data, options.Draws), .. Grid(data, options.Draws)] : main;
    }

    /// <summary>Name of a protocol of k rewrites and l decodes.</summary>
    public static string ProtocolName(int rewrites, int decodes) => $"{rewrites}x{decodes}";

    /// <summary>The protocols that the data can fill, those included that are as large as the data.</summary>
    public static IEnumerable<(int Rewrites, int Decodes)> ProtocolsOf(DarsData data)
    {
        int rewrites = data.Table.Rewrite.Distinct().Count();
        int decodes = Enumerable.Range(0, data.Queries * data.Models)
            .Max(p => data.Observations(p / data.Models, p % data.Models).ToArray().CountBy(j => data.Table.Rewrite[j]).Select(u => u.Value).DefaultIfEmpty(0).Max());
        return Protocols.Where(p => p.Rewrites <= rewrites && p.Decodes <= decodes);
    }

    private static LabelRecipe Variant(SupervisionVariant variant, int draws)
    {
        string name = variant.ToString();
        return new LabelRecipe($"{char.ToLowerInvariant(name[0])}{name[1..]}", draws, (data, queries, seed) => SupervisionBuilder.Build(data, queries, variant, seed));
    }

    private static IEnumerable<LabelRecipe> Ablations(DarsData data, int draws) =>
        from variant in new[] { SupervisionVariant.InputOnly, SupervisionVariant.OutputOnly, SupervisionVariant.NoRisk, SupervisionVariant.RewriteRisk, SupervisionVariant.DecodeRisk }
        where SupervisionBuilder.IsPossible(data, variant)
        select Variant(variant, variant == SupervisionVariant.InputOnly ? draws : 1);

    private static IEnumerable<LabelRecipe> Grid(DarsData data, int draws) =>
        from protocol in ProtocolsOf(data)
        select new LabelRecipe(ProtocolName(protocol.Rewrites, protocol.Decodes), draws, (observed, queries, seed) =>
            SupervisionBuilder.Build(observed, queries, protocol.Rewrites, protocol.Decodes, seed));
}
