namespace OrleansRouter.Learning.OffPolicy;

/// <summary>One estimator over the sums of a log.</summary>
/// <param name="Ratios">V̂ and, except for the logging policy itself, V̂ minus the logging policy's value.</param>
/// <param name="Unclipped">V̂ without a cap of the weights.</param>
internal sealed record OffPolicyEstimator(RatioBootstrap[] Ratios, double Unclipped)
{
    /// <summary>The logging policy, IPS, SNIPS, DR.</summary>
    public static OffPolicyEstimator[] All(OffPolicySums sums)
    {
        double rows = sums.InverseTerms.Count, rewards = sums.WeightedRewards.Sum() + sums.ExcessReward;
        RatioBootstrap logged = new(sums.Rewards, sums.Rows);
        return [
            new([logged], logged.Ratio),
            new(Pair(sums.WeightedRewards, sums.Rows, logged), InversePropensity.Value(rewards, rows)),
            new(Pair(sums.WeightedRewards, sums.Weights, logged), SelfNormalized.Value(rewards, sums.Weights.Sum() + sums.ExcessWeight)),
            new(Pair(sums.RobustTerms, sums.Rows, logged), DoublyRobust.Value(sums.RobustTerms.Sum() + sums.ExcessResidual, rows))];
    }

    private static RatioBootstrap[] Pair(double[] a, double[] b, RatioBootstrap logged) => [new(a, b), new(a, b, logged)];
}
