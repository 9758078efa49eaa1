using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Decisions;

/// <summary>Recomputes a decision from its receipt.</summary>
public static class ReceiptVerifier
{
    /// <summary>Decides again and compares every part of the decision, number by number.</summary>
    /// <param name="policy">The policy that the receipt names.</param>
    /// <param name="receipt">The receipt.</param>
    /// <returns>Whether the decision is the same, and the first difference where it is not.</returns>
    public static ReceiptCheck Recompute(Policy policy, DecisionReceipt receipt)
    {
        if (policy.ContentHash != receipt.PolicyHash)
        {
            return new ReceiptCheck($"The receipt was made by policy {receipt.PolicyHash}, not by {policy.ContentHash}.");
        }

        RouteDecision again;
        try
        {
            again = Decider.Decide(policy, receipt.Embedding.Span, receipt.Input);
        }
        catch (ArgumentException e)
        {
            return new ReceiptCheck(e.Message);
        }

        return new ReceiptCheck(FirstDifference(receipt.Decision, again) ?? RolloutDifference(receipt));
    }

    /// <summary>What the receipt says of a rollout has to agree with its own decision; the other policy is not asked again.</summary>
    private static string? RolloutDifference(DecisionReceipt receipt)
    {
        if (receipt.Rollout is not { } rollout)
        {
            return null;
        }

        string decided = rollout.IsCandidate ? rollout.CandidatePolicyHash : rollout.CurrentPolicyHash;
        return Difference("policy that the rollout let decide", decided, receipt.PolicyHash)
            ?? receipt.Decision.Ranking.Select(c => Difference($"propensity of '{c.ModelId}' in the rollout", Propensity(c.ModelId), c.Propensity))
                .FirstOrDefault(d => d is not null);

        double Propensity(string modelId) => rollout.Probabilities.Where(p => p.ModelId == modelId)
            .Select(p => rollout.IsCandidate ? p.Candidate : p.Current).FirstOrDefault();
    }

    private static string? FirstDifference(RouteDecision receipt, RouteDecision again) =>
        Difference("status", receipt.Status, again.Status)
        ?? Difference("model", receipt.ModelId, again.ModelId)
        ?? Difference("propensity", receipt.Propensity, again.Propensity)
        ?? Difference("number of ranked candidates", receipt.Ranking.Count, again.Ranking.Count)
        ?? Difference("number of excluded candidates", receipt.Excluded.Count, again.Excluded.Count)
        ?? receipt.Ranking.Zip(again.Ranking, (a, b) => Difference("candidate", a, b)).FirstOrDefault(d => d is not null)
        ?? receipt.Excluded.Zip(again.Excluded, (a, b) => Difference("excluded candidate", a, b)).FirstOrDefault(d => d is not null);

    private static string? Difference<T>(string what, T receipt, T again) => EqualityComparer<T>.Default.Equals(receipt, again)
        ? null
        : FormattableString.Invariant($"The {what} of the receipt is {receipt}; recomputed it is {again}.");
}

/// <summary>What recomputing a receipt gave.</summary>
/// <param name="Difference">The first difference, or null when the decision is the same.</param>
public sealed record ReceiptCheck(string? Difference)
{
    /// <summary>True when the decision is the same, bit for bit.</summary>
    public bool Matches => Difference is null;
}
