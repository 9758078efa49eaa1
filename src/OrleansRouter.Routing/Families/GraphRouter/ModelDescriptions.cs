using System.Text.RegularExpressions;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.GraphRouter;

/// <summary>
/// What is said of a model when nobody described it: the words of its id, hashed into 64 signed places of unit length together, and its
/// mean quality, normalised cost and risk in training. So models of one maker, size or generation lie near each other.
/// </summary>
internal static partial class ModelDescriptions
{
    /// <summary>Places that words are hashed into.</summary>
    public const int WordPlaces = 64;

    /// <summary>K × (64 + 3).</summary>
    public static Matrix<float> Of(TrainingSet data)
    {
        ModelMeans means = ModelMeans.Of(data);
        var features = new Matrix<float>(data.Models.Count, WordPlaces + 3);
        for (int k = 0; k < features.Rows; k++)
        {
            Span<float> row = features.Row(k);
            HashWords(data.Models[k], row[..WordPlaces]);
            (row[WordPlaces], row[WordPlaces + 1], row[WordPlaces + 2]) =
                ((float)means.Quality[k], (float)means.NormalisedCost[k], (float)means.Risk[k]);
        }

        return features;
    }

    private static void HashWords(string id, Span<float> places)
    {
        foreach (ValueMatch word in Words().EnumerateMatches(id))
        {
            uint hash = Fnv1a(id.AsSpan(word.Index, word.Length));
            places[(int)(hash % WordPlaces)] += (hash >> 31) == 0 ? 1 : -1;
        }

        float square = 0;
        foreach (float x in places)
        {
            square += x * x;
        }

        for (int j = 0; square > 0 && j < places.Length; j++)
        {
            places[j] /= MathF.Sqrt(square);
        }
    }

    // FNV-1a, the same on every machine and in every process.
    private static uint Fnv1a(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        foreach (char c in word)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * 16777619;
        }

        return hash;
    }

    [GeneratedRegex("[A-Za-z]+|[0-9]+(\\.[0-9]+)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
