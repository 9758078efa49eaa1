using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars;

/// <summary>Where costs come from.</summary>
public enum CostSource
{
    /// <summary>There are none: utilities count quality and risk only.</summary>
    None = 0,

    /// <summary>The data say what every answer cost.</summary>
    Recorded = 1,

    /// <summary>Estimated from characters and list prices.</summary>
    Estimated = 2,
}

/// <summary>The cost of every observation in US dollars.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Usd">One per observation; NaN for the models that have none.</param>
/// <param name="Imputed">Number of observations without a cost or a length of their own, which take the mean of their query and model, else of their model.</param>
internal sealed record ObservationCosts(CostSource Source, double[] Usd, int Imputed)
{
    /// <summary>The recorded costs, else estimates where there are prices, else none.</summary>
    public static ObservationCosts Of(ObservationTable table, DarsDataOptions options) => (table.HasCosts, options.Prices) switch
    {
        (true, _) => Imputing(CostSource.Recorded, table, [.. table.CostUsd]),
        (false, { } prices) => Imputing(CostSource.Estimated, table, Estimate(table, prices, options)),
        _ => new ObservationCosts(CostSource.None, [.. Enumerable.Repeat(double.NaN, table.Count)], 0),
    };

    private static double[] Estimate(ObservationTable table, PriceList list, DarsDataOptions options)
    {
        ModelPrice?[] prices = [.. table.Models.Select(model =>
            options.Unpriced.Any(part => model.Contains(part, StringComparison.OrdinalIgnoreCase)) ? null : list.Find(options.PriceDataset, model))];
        return [.. Enumerable.Range(0, table.Count).Select(j =>
            prices[table.Model[j]]?.EstimateUsd(table.Queries[table.Query[j]].Prompt.Length, table.OutputChars[j]) ?? double.NaN)];
    }

    private static ObservationCosts Imputing(CostSource source, ObservationTable table, double[] usd)
    {
        var byPair = new Moments[table.Queries.Count * table.Models.Count];
        var byModel = new Moments[table.Models.Count];
        for (int j = 0; j < usd.Length; j++)
        {
            if (!double.IsNaN(usd[j]))
            {
                int pair = (table.Query[j] * table.Models.Count) + table.Model[j];
                byPair[pair] = byPair[pair].Add(usd[j]);
                byModel[table.Model[j]] = byModel[table.Model[j]].Add(usd[j]);
            }
        }

        int imputed = 0;
        for (int j = 0; j < usd.Length; j++)
        {
            Moments pair = byPair[(table.Query[j] * table.Models.Count) + table.Model[j]], model = byModel[table.Model[j]];
            if (double.IsNaN(usd[j]) && model.Count > 0)
            {
                usd[j] = pair.Count > 0 ? pair.Mean : model.Mean;
                imputed++;
            }
        }

        return new ObservationCosts(source, usd, imputed);
    }
}
