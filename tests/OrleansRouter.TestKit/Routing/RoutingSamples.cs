using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>Small seeded tables, training sets and policies for tests of anything that routes.</summary>
public static class RoutingSamples
{
    /// <summary>All families of the product, and <see cref="LetterEncoder"/> beside the product's encoders.</summary>
    public static PolicyComponents Components { get; } = new(
        RouterFamilies.Registry,
        Registry<IPromptEncoderFactory>.Scan(typeof(IPromptEncoderFactory).Assembly, typeof(LetterEncoder).Assembly));

    /// <summary>Two tasks ("aaab…", "ccdc…"); model k of K is dearer than model k − 1 and better on every second task.</summary>
    public static ScoreTable Table(int rows = 40, int models = 3, ulong seed = 1)
    {
        var rng = new Rng(seed);
        var queries = new Query[rows];
        var scores = new Matrix<double>(rows, models);
        var costs = new Matrix<double>(rows, models);
        for (int i = 0; i < rows; i++)
        {
            int task = i % 2;
            queries[i] = new Query($"q{i}", $"task{task}", Prompt(rng, task));
            for (int k = 0; k < models; k++)
            {
                scores[i, k] = rng.NextDouble() < (k % 2 == task ? 0.9 : 0.3) ? 1 : 0;
                costs[i, k] = 1e-4 * (k + 1) * (1 + rng.NextDouble());
            }
        }

        return new ScoreTable
        {
            Source = $"test table, seed {seed}",
            IsSimulated = true,
            Models = [.. Enumerable.Range(0, models).Select(k => $"model-{k}")],
            Queries = queries,
            Scores = scores,
            CostsUsd = costs,
        };
    }

    /// <summary>The same as what a family learns from, with the letters as features.</summary>
    public static TrainingSet TrainingSet(int rows = 40, int models = 3, ulong seed = 1)
    {
        ScoreTable table = Table(rows, models, seed);
        IPromptEncoder encoder = new LetterEncoder();
        return new TrainingSet
        {
            Models = table.Models,
            Features = encoder.EncodeBatch([.. table.Queries.Select(q => q.Prompt)], FitContext.Default),
            Quality = table.Scores,
            CostUsd = table.CostsUsd,
            CostCapUsd = rows > 0 ? CostCap.Of(table.CostsUsd) : 1,
        };
    }

    /// <summary>Data of two judges: every third query has the scores of <see cref="Table"/>, the others only those of a cheap judge that finds model 0 always good.</summary>
    public static TrainingSet CheapTrainingSet(int rows = 120, int models = 3, ulong seed = 1)
    {
        TrainingSet data = TrainingSet(rows, models, seed);
        Matrix<double> trusted = data.Quality, cheap = new(rows, models);
        for (int i = 0; i < rows; i++)
        {
            trusted.Row(i).CopyTo(cheap.Row(i));
            cheap[i, 0] = 1;
            (i % 3 == 0 ? cheap : trusted).Row(i).Fill(double.NaN);
        }

        return data with { Preference = cheap };
    }

    /// <summary>A policy of the named family, trained on <see cref="Table"/>.</summary>
    public static Policy Policy(string family = "best-fixed", int models = 3, ulong seed = 1) => PolicyTrainer.Train(
        Table(models: models, seed: seed), RouterFamilies.Registry.Get(family), null, new LetterEncoder(), seed, FitContext.Default);

    private static string Prompt(Rng rng, int task) =>
        new([.. Enumerable.Range(0, 12).Select(_ => (char)('a' + (2 * task) + rng.NextInt(4)))]);
}
