using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.TestKit.Learning;

/// <summary>Logged contexts, arms and rewards, drawn at random.</summary>
public sealed record BanditHistory(Matrix<float> Contexts, int[] Arms, double[] Rewards)
{
    /// <summary>Number of observations.</summary>
    public int Count => Arms.Length;

    /// <summary>Standard normal contexts, uniform arms, and rewards in [0, 1] that arm k earns by its own feature.</summary>
    public static BanditHistory Random(int count, int arms, int dimension, ulong seed)
    {
        Matrix<float> contexts = LearnerData.Features(count, dimension, seed);
        var rng = new Rng(seed + 1);
        int[] chosen = [.. Enumerable.Range(0, count).Select(_ => rng.NextInt(arms))];
        double[] rewards = [.. chosen.Select((arm, i) => Math.Clamp(0.5 + (0.1 * contexts[i, arm % dimension]) + (0.2 * rng.NextGaussian()), 0, 1))];
        return new BanditHistory(contexts, chosen, rewards);
    }

    /// <summary>The observations at <paramref name="rows"/>, in that order.</summary>
    public BanditHistory Select(int[] rows) =>
        new(Contexts.SelectRows(rows), LearnerData.Select(Arms, rows), LearnerData.Select(Rewards, rows));

    /// <summary>The observations in random order.</summary>
    public BanditHistory Permuted(Rng rng) => Select(rng.Permutation(Count));

    /// <summary>Teaches every observation.</summary>
    public void Teach(BanditLearner learner, double[]? weights = null)
    {
        for (int i = 0; i < Count; i++)
        {
            learner.Update(Contexts.Row(i), Arms[i], Rewards[i], weights?[i] ?? 1);
        }
    }

    /// <summary>What a learner that starts from nothing knows afterwards.</summary>
    public BanditStatistics Statistics(string[] arms, double[]? weights = null)
    {
        var learner = new BanditLearner(new LinearBandit(new LinUcb(), BanditStatistics.Empty(arms, Contexts.Columns)));
        Teach(learner, weights);
        return learner.Statistics;
    }
}
