using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars.Diagnostics;

/// <summary>The single-shot view of a query: observation indices (rewrite, decoding setting, decode) that all its observed models share.</summary>
internal static class SharedShots
{
    /// <summary>Per shared index the utilities u = q − λc of the given models.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="query">The query.</param>
    /// <param name="models">Models observed on it, at least one.</param>
    /// <param name="preference">The weights.</param>
    public static List<double[]> Of(DarsData data, int query, IReadOnlyList<int> models, Preference preference)
    {
        ObservationTable table = data.Table;
        var shots = new SortedDictionary<(int Rewrite, int Temperature, int Decode), double[]>();
        for (int m = 0; m < models.Count; m++)
        {
            foreach (int j in data.Observations(query, models[m]))
            {
                var index = (table.Rewrite[j], table.Temperature[j], table.Decode[j]);
                if (!shots.TryGetValue(index, out double[]? utilities))
                {
                    shots.Add(index, utilities = [.. Enumerable.Repeat(double.NaN, models.Count)]);
                }

                utilities[m] = preference.Utility(table.Score[j], data.Cost[j], risk: 0);
            }
        }

        return [.. shots.Values.Where(utilities => !utilities.Any(double.IsNaN))];
    }
}
