using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>The baselines b of REINFORCE that need the batch alone.</summary>
internal static class Baselines
{
    /// <summary>b = (1/B)·Σ r: the mean reward of the batch.</summary>
    /// <param name="rewards">r, length B.</param>
    /// <param name="baselines">Destination, length B.</param>
    [Paper("BaRP", "eq. 6")]
    public static void BatchMean(ReadOnlySpan<double> rewards, Span<double> baselines) => baselines.Fill(Sum(rewards) / rewards.Length);

    /// <summary>bᵢ = the mean reward of the other rows, 0 where there are none. Independent of row i, it takes nothing off the gradient.</summary>
    /// <param name="rewards">r, length B.</param>
    /// <param name="baselines">Destination, length B.</param>
    [Paper("Kool, van Hoof, Welling 2019", "leave-one-out baseline")]
    public static void LeaveOneOut(ReadOnlySpan<double> rewards, Span<double> baselines)
    {
        double sum = Sum(rewards);
        for (int i = 0; i < rewards.Length; i++)
        {
            baselines[i] = rewards.Length > 1 ? (sum - rewards[i]) / (rewards.Length - 1) : 0;
        }
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
