using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data;

/// <summary>List prices by model, and the names under which data sets know those models.</summary>
/// <param name="Prices">By the price list's own name.</param>
/// <param name="Aliases">The price list's name by data set and model.</param>
public sealed record PriceList(IReadOnlyDictionary<string, ModelPrice> Prices, IReadOnlyDictionary<(string Dataset, string Model), string> Aliases)
{
    /// <summary>
    /// Reads tables <c>model_key,provider,mode,input_usd_per_token,output_usd_per_token,max_input_tokens,max_output_tokens</c> and
    /// <c>dataset,model,price_key</c>, in any order, plain or gzipped.
    /// </summary>
    /// <exception cref="ArgumentException">No file is given.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DataFormatException">A file is malformed or of another kind, a name occurs twice, or an alias names no price.</exception>
    public static PriceList Read(IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        DataSniffer.RequireFiles(files);
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        var aliases = new Dictionary<(string, string), string>();
        foreach (string file in files.OrderBy(x => DataSniffer.Expect(x, DataKind.Prices) == FileLayout.AliasColumns))
        {
            using CsvRows rows = CsvRows.Open(file);
            while (rows.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (rows.IndexOf("price_key") < 0)
                {
                    AddPrice(rows, prices);
                }
                else
                {
                    AddAlias(rows, aliases, prices);
                }
            }
        }

        return new PriceList(prices, aliases);
    }

    /// <summary>The price of a model as a data set names it: by alias, else by the price list's own name; null when it is not listed.</summary>
    public ModelPrice? Find(string dataset, string model) =>
        Prices.GetValueOrDefault(Aliases.GetValueOrDefault((dataset, model), model));

    private static void AddPrice(CsvRows rows, Dictionary<string, ModelPrice> prices)
    {
        int key = rows.IndexOf("model_key");
        var price = new ModelPrice(
            rows.Name(key), OptionalText(rows, "provider"), OptionalText(rows, "mode"),
            PerMillion(rows, "input_usd_per_token"), PerMillion(rows, "output_usd_per_token"),
            OptionalCount(rows, "max_input_tokens"), OptionalCount(rows, "max_output_tokens"));
        if (!prices.TryAdd(price.Key, price))
        {
            throw rows.Unexpected(key, "each model once");
        }
    }

    private static void AddAlias(CsvRows rows, Dictionary<(string, string), string> aliases, Dictionary<string, ModelPrice> prices)
    {
        int model = rows.IndexOf("model"), key = rows.IndexOf("price_key");
        if (!prices.ContainsKey(rows.Text(key)))
        {
            throw rows.Unexpected(key, "the model_key of a price; give the prices together with the aliases");
        }

        if (!aliases.TryAdd((rows.Text(rows.IndexOf("dataset")), rows.Name(model)), rows.Text(key)))
        {
            throw rows.Unexpected(model, "each model once per dataset");
        }
    }

    /// <summary>Scaled in decimal, so that 9e-07 a token reads as 0.9 a million.</summary>
    private static double PerMillion(CsvRows rows, string column)
    {
        int index = rows.IndexOf(column);
        double perToken = rows.Number(index, NumberRange.UsdPerToken);
        return double.IsNaN(perToken) ? throw rows.Unexpected(index, NumberRange.UsdPerToken.ToString()) : (double)((decimal)perToken * 1_000_000m);
    }

    private static string OptionalText(CsvRows rows, string column) => rows.IndexOf(column) is >= 0 and int index ? rows.Text(index) : "";

    private static long? OptionalCount(CsvRows rows, string column) =>
        rows.IndexOf(column) is >= 0 and int index && rows.Number(index, NumberRange.Count) is var count && !double.IsNaN(count) ? (long)count : null;
}
