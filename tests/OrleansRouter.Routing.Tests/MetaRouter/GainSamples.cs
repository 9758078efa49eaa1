using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter;

/// <summary>Queries with a known gain m(s) = s₀ and a known shift Δ(s) between gold and preference.</summary>
internal static class GainSamples
{
    public static double Gain(ReadOnlySpan<float> row) => row[0];

    /// <summary>Both labels of every row, with noise of standard deviation <paramref name="noise"/>.</summary>
    public static PairedLabels Paired(int rows, Func<float[], double> shift, double noise = 0.1, int features = 3, ulong seed = 5)
    {
        var rng = new Rng(seed);
        var matrix = new Matrix<float>(rows, features, [.. Enumerable.Range(0, rows * features).Select(_ => (float)rng.NextGaussian())]);
        return new PairedLabels
        {
            Source = "sample",
            IsSimulated = true,
            Features = matrix,
            Gold = [.. Enumerable.Range(0, rows).Select(i => Gain(matrix.Row(i)) + (noise * rng.NextGaussian()))],
            Preference = [.. Enumerable.Range(0, rows).Select(i => Gain(matrix.Row(i)) - shift([.. matrix.Row(i)]) + (noise * rng.NextGaussian()))],
        };
    }

    /// <summary>The first <paramref name="gold"/> rows with their gold label, the others with their preference.</summary>
    public static CausalData Show(PairedLabels labels, int gold) => new()
    {
        Features = labels.Features,
        Treated = [.. labels.Gold.Select((_, i) => i < gold)],
        Outcomes = [.. labels.Gold.Take(gold), .. labels.Preference.Skip(gold)],
    };
}
