using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Benchmarks.Families;

/// <summary>
/// Random queries of unit length in 384 dimensions, with qualities and costs of six models; and families trained on them. The variance of
/// coordinate j falls as 1/(1 + j/32), much as along principal components of text embeddings; or is the same in all directions, where no
/// query lies near another and a search for neighbours is hardest.
/// </summary>
internal static class FamilyWorlds
{
    public const int Dimensions = 384, Models = 6;

    /// <summary>The families that DARS compares.</summary>
    public static string[] Names { get; } = ["mlp", "knn", "embed-llm", "mirt", "rm-softmax", "graph-router", "avengers-pro"];

    public static TrainingSet TrainingSet(int queries, bool isotropic)
    {
        Matrix<float> features = Queries(queries, seed: 1, isotropic);
        var rng = new Rng(2);
        var quality = new Matrix<double>(queries, Models);
        var cost = new Matrix<double>(queries, Models);
        for (int i = 0; i < queries; i++)
        {
            for (int k = 0; k < Models; k++)
            {
                quality[i, k] = rng.NextDouble() < 0.5 + (2 * features[i, k]) ? 1 : 0;
                cost[i, k] = (k + rng.NextDouble()) / Models;
            }
        }

        var risk = new Matrix<double>(queries, Models, [.. quality.Values.Select(q => 0.2 + (0.1 * q))]);
        return new TrainingSet
        {
            Models = [.. Enumerable.Range(0, Models).Select(k => $"model-{k}")],
            Features = features,
            Quality = quality,
            CostUsd = cost,
            Risk = risk,
            CostCapUsd = 1,
        };
    }

    public static Matrix<float> Queries(int count, ulong seed, bool isotropic)
    {
        Matrix<float> rows = RandomRows.Normal(count, Dimensions, seed);
        for (int i = 0; i < count; i++)
        {
            Span<float> row = rows.Row(i);
            for (int j = 0; j < row.Length && !isotropic; j++)
            {
                row[j] /= MathF.Sqrt(1 + (j / 32f));
            }

            float length = MathF.Sqrt(row.ToArray().Sum(x => x * x));
            for (int j = 0; j < row.Length; j++)
            {
                row[j] /= length;
            }
        }

        return rows;
    }

    /// <summary>Trains the named family briefly: how long it trained does not change what a decision costs, nor on how many queries but for kNN.</summary>
    public static IRouter Train(string name, bool isotropic)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        (int queries, string option, string value) = name switch
        {
            "knn" => (10_000, "K", "16"),
            "mlp" => (1_000, "MaxIterations", "1"),
            "avengers-pro" => (1_000, "Restarts", "1"),
            _ => (1_000, "Epochs", "1"),
        };
        return family.Train(TrainingSet(queries, isotropic), OptionsBinder.Bind(family, [KeyValuePair.Create(option, value)]), 1, FitContext.Default);
    }
}
