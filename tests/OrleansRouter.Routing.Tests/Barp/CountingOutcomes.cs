using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Bandit;

namespace OrleansRouter.Routing.Tests.Barp;

/// <summary>A full table that counts how often each of its outcomes is read.</summary>
internal sealed class CountingOutcomes(int queries, int arms, Func<int, int, ArmOutcome> outcome) : IOutcomeTable
{
    public int[,] Reads { get; } = new int[queries, arms];

    public int Queries => queries;

    public int Arms => arms;

    /// <summary>Every third query lacks its last model, so that eligibility is exercised.</summary>
    public bool IsEligible(int query, int arm) => query % 3 != 0 || arm < arms - 1;

    public ArmOutcome Read(int query, int arm)
    {
        Reads[query, arm]++;
        return outcome(query, arm);
    }

    /// <summary>Two kinds of queries by the parity of their number; the model of the same parity is good at them; model k costs k/K.</summary>
    public static CountingOutcomes World(int queries, int arms) =>
        new(queries, arms, (i, k) => new ArmOutcome(k % 2 == i % 2 ? 0.9 : 0.2, (double)k / arms));

    /// <summary>Vectors that tell the kinds apart.</summary>
    public static Matrix<float> Features(int queries)
    {
        var rng = new Rng(8);
        var features = new Matrix<float>(queries, 4);
        for (int i = 0; i < queries; i++)
        {
            features[i, i % 2] = 1;
            features[i, 2] = (float)(0.1 * rng.NextGaussian());
            features[i, 3] = (float)(0.1 * rng.NextGaussian());
        }

        return features;
    }
}
