using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Dars;

/// <summary>Small tables of repeated observations, written down row by row.</summary>
internal static class DarsTables
{
    public sealed record Row(string Query, string Model, string Rewrite, int Decode, double Score, double CostUsd = double.NaN, double Chars = double.NaN, string Temperature = "");

    public static ObservationTable Table(params Row[] rows)
    {
        string[] queries = Names(x => x.Query), models = Names(x => x.Model), rewrites = Names(x => x.Rewrite), temperatures = Names(x => x.Temperature);
        return new ObservationTable
        {
            Source = "rows",
            Models = models,
            Queries = [.. queries.Select(id => new Query(id, $"task-{id[0]}", $"prompt {id}"))],
            Splits = [.. queries.Select(_ => "")],
            Rewrites = rewrites,
            Temperatures = temperatures,
            Query = Column(x => x.Query, queries),
            Model = Column(x => x.Model, models),
            Rewrite = Column(x => x.Rewrite, rewrites),
            Temperature = Column(x => x.Temperature, temperatures),
            Decode = [.. rows.Select(x => x.Decode)],
            Score = [.. rows.Select(x => x.Score)],
            OutputChars = [.. rows.Select(x => x.Chars)],
            CostUsd = [.. rows.Select(x => x.CostUsd)],
        };

        string[] Names(Func<Row, string> name) => [.. rows.Select(name).Distinct().Order(StringComparer.Ordinal)];

        int[] Column(Func<Row, string> name, string[] names) => [.. rows.Select(row => Array.IndexOf(names, name(row)))];
    }

    /// <summary>Query, model, then the scores of decodes 0, 1, … of one rewrite, all at one cost.</summary>
    public static IEnumerable<Row> Decodes(string query, string model, string rewrite, double costUsd, params double[] scores) =>
        scores.Select((score, decode) => new Row(query, model, rewrite, decode, score, costUsd));

    /// <summary>
    /// One query, two models, rewrites a and b. Model m: a {1, 0}, b {1, 1} at 1 USD; model n: a {1, 1}, b {0, 0.5} at 3 USD. Costs normalise to 0 and 1.
    /// </summary>
    public static DarsData TwoModels() => DarsData.Prepare(Table(
    [
        .. Decodes("x", "m", "a", 1, 1, 0), .. Decodes("x", "m", "b", 1, 1, 1),
        .. Decodes("x", "n", "a", 3, 1, 1), .. Decodes("x", "n", "b", 3, 0, 0.5),
    ]), new DarsDataOptions());
}
