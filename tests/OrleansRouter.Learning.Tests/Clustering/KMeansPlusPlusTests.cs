using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Clustering;

public class KMeansPlusPlusTests
{
    [Fact]
    public void Draw_OneCentre_RowsInProportionToTheirWeights()
    {
        var x = new Matrix<float>(4, 1, [0, 1, 2, 3]);
        double[] weights = [1, 0, 2, 5];
        var taken = new int[4];
        for (ulong seed = 0; seed < 4_000; seed++)
        {
            taken[(int)KMeansPlusPlus.Draw(x, weights, 1, new Rng(seed), FitContext.Default).Values[0]]++;
        }

        ChiSquare.ShouldFit(taken, [0.125, 0, 0.25, 0.625]);
    }

    [Fact]
    public void Draw_TwoCentres_FollowsGreedySquaredDistances()
    {
        var x = new Matrix<float>(3, 1, [0, 1, 3]);
        var pairs = new int[3]; // missing row: 0, 1 or 2
        for (ulong seed = 0; seed < 6_000; seed++)
        {
            double[] centres = KMeansPlusPlus.Draw(x, [1, 1, 1], 2, new Rng(seed), FitContext.Default).Values;
            pairs[Array.FindIndex([0.0, 1.0, 3.0], v => !centres.Contains(v))]++;
        }

        // Two greedy trials each. Without row 0 (centres 1, 3) D² left is 1; without row 1 (0, 3) it is 1; without row 2 (0, 1) it is 4.
        // From 0 (1/3): row 1 drawn twice, 0.01, misses row 2; else row 3, misses row 1.
        // From 1 (1/3): row 0 drawn twice, 0.04, misses row 2; else row 3, misses row 0.
        // From 3 (1/3): both leave 1; the first draw stays: row 0 with 9/13 misses row 1, row 1 with 4/13 misses row 0.
        ChiSquare.ShouldFit(pairs, [(0.96 + (4.0 / 13)) / 3, (0.99 + (9.0 / 13)) / 3, 0.05 / 3]);
    }
}
