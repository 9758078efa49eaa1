using System.Text.RegularExpressions;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Online;

/// <summary>
/// What is expected of every model before any outcome, as combinations of what the base router expects of its own models:
/// q⁰ₖ(x) = Σⱼ aₖⱼ·q̂ⱼ(x) and c⁰ₖ(x) = Σⱼ aₖⱼ·(priceₖ / priceⱼ)·ĉⱼ(x). A model of the base router is itself; a new one resembles those of
/// similar price and description: aₖⱼ ∝ exp(−ln²(priceₖ / priceⱼ) / 2)·(share of common words + 0.1).
/// </summary>
/// <param name="Models">The models: those of the base router first.</param>
/// <param name="Known">How many of them the base router knows, K₀.</param>
/// <param name="Quality">a, K × K₀.</param>
/// <param name="Cost">a times the ratio of prices, K × K₀.</param>
internal sealed partial record ModelPriors(IReadOnlyList<string> Models, int Known, Matrix<double> Quality, Matrix<double> Cost)
{
    private const double AnyWords = 0.1;

    /// <summary>Only the base router's own models.</summary>
    public static ModelPriors Of(IReadOnlyList<string> known) => Of(known, []);

    /// <summary>The base router's models, then those of <paramref name="profiles"/> that it does not know, by id.</summary>
    public static ModelPriors Of(IReadOnlyList<string> known, IReadOnlyList<ModelProfile> profiles)
    {
        ModelProfile[] joined = [.. profiles.Where(p => !known.Contains(p.Id)).OrderBy(p => p.Id, StringComparer.Ordinal)];
        var quality = new Matrix<double>(known.Count + joined.Length, known.Count);
        var cost = new Matrix<double>(quality.Rows, quality.Columns);
        for (int k = 0; k < quality.Rows; k++)
        {
            if (k < known.Count)
            {
                (quality[k, k], cost[k, k]) = (1, 1);
            }
            else
            {
                Resemble(joined[k - known.Count], known, profiles, quality.Row(k), cost.Row(k));
            }
        }

        return new ModelPriors([.. known, .. joined.Select(p => p.Id)], known.Count, quality, cost);
    }

    /// <summary>Whether two lists of models have the same priors.</summary>
    public bool SameAs(ModelPriors other) => Models.SequenceEqual(other.Models, StringComparer.Ordinal)
        && Quality.Values.AsSpan().SequenceEqual(other.Quality.Values) && Cost.Values.AsSpan().SequenceEqual(other.Cost.Values);

    /// <summary>Writes models and combinations.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section("model-priors", 1);
        writer.Write(Models);
        writer.Write(Quality);
        writer.Write(Cost);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="known">The models of the base router.</param>
    public static ModelPriors Read(ModelReader reader, IReadOnlyList<string> known)
    {
        reader.Section("model-priors", 1);
        string[] models = reader.ReadStrings();
        Matrix<double> quality = reader.ReadDoubleMatrix(), cost = reader.ReadDoubleMatrix();
        bool fits = models.Length >= known.Count && models.Take(known.Count).SequenceEqual(known, StringComparer.Ordinal)
            && models.Distinct(StringComparer.Ordinal).Count() == models.Length
            && (quality.Rows, quality.Columns) == (models.Length, known.Count) && (cost.Rows, cost.Columns) == (models.Length, known.Count)
            && Array.TrueForAll(quality.Values, double.IsFinite) && Array.TrueForAll(cost.Values, double.IsFinite);
        return fits
            ? new ModelPriors(models, known.Count, quality, cost)
            : throw new ModelFormatException($"Priors of {models.Length} models do not fit a base router of {known.Count}.");
    }

    private static void Resemble(
        ModelProfile model, IReadOnlyList<string> known, IReadOnlyList<ModelProfile> profiles, Span<double> quality, Span<double> cost)
    {
        double sum = 0;
        for (int j = 0; j < known.Count; j++)
        {
            quality[j] = profiles.FirstOrDefault(p => p.Id == known[j]) is { } other ? Similarity(model, other) : 0;
            sum += quality[j];
        }

        for (int j = 0; j < known.Count; j++)
        {
            ModelProfile? other = profiles.FirstOrDefault(p => p.Id == known[j]);
            quality[j] = sum > 0 ? quality[j] / sum : 1.0 / known.Count;
            cost[j] = quality[j] * (other is { PriceUsd: > 0 } ? model.PriceUsd / other.PriceUsd : 1);
        }
    }

    private static double Similarity(ModelProfile a, ModelProfile b)
    {
        const double smallestPrice = 1e-6;
        double distance = Math.Log(Math.Max(a.PriceUsd, smallestPrice) / Math.Max(b.PriceUsd, smallestPrice));
        return Math.Exp(-distance * distance / 2) * (CommonWords(a, b) + AnyWords);
    }

    /// <summary>Words of both over words of either.</summary>
    private static double CommonWords(ModelProfile a, ModelProfile b)
    {
        HashSet<string> first = WordsOf(a), second = WordsOf(b);
        int either = first.Union(second).Count();
        return either == 0 ? 0 : (double)first.Intersect(second).Count() / either;
    }

    private static HashSet<string> WordsOf(ModelProfile model) =>
        [.. Words().Matches($"{model.Id} {model.Description}").Select(m => m.Value.ToLowerInvariant())];

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
