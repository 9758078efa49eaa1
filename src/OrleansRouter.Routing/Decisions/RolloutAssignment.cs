namespace OrleansRouter.Routing.Decisions;

/// <summary>
/// What a candidate policy made of a request beside the current policy, and which of the two was let decide. The decision's propensity is
/// that of the mixture, μ = (1 − s)·π₀ + s·π₁.
/// </summary>
public sealed record RolloutAssignment
{
    /// <summary>Which of the tenant's rollouts.</summary>
    public required long Rollout { get; init; }

    /// <summary>Number of the stage; evidence of different stages is kept apart.</summary>
    public required long Stage { get; init; }

    /// <summary>s, the share of requests that the candidate decides, in [0, 1].</summary>
    public required double CandidateShare { get; init; }

    /// <summary>The uniform number in [0, 1) that chose between the policies: the candidate below s.</summary>
    public required double Draw { get; init; }

    /// <summary>Content hash of the current policy.</summary>
    public required string CurrentPolicyHash { get; init; }

    /// <summary>Content hash of the candidate.</summary>
    public required string CandidatePolicyHash { get; init; }

    /// <summary>The model that the candidate chooses.</summary>
    public required string CandidateModelId { get; init; }

    /// <summary>Every model that either policy may choose.</summary>
    public required IReadOnlyList<RolloutProbability> Probabilities { get; init; }

    /// <summary>Whether the candidate decided.</summary>
    public bool IsCandidate => Draw < CandidateShare;

    /// <summary>μ of a model; 0 for one that neither policy may choose.</summary>
    public double Mixture(string modelId) =>
        Probabilities.Where(p => p.ModelId == modelId).Select(p => p.Mixture(CandidateShare)).FirstOrDefault();

    /// <summary>Puts two decisions on the same request side by side.</summary>
    /// <param name="rollout">Which rollout, and its stage and share.</param>
    /// <param name="draw">Uniform in [0, 1).</param>
    /// <param name="current">The current policy's hash and decision.</param>
    /// <param name="candidate">The candidate's.</param>
    public static RolloutAssignment Of(
        (long Number, long Stage, double CandidateShare) rollout,
        double draw,
        (string Hash, RouteDecision Decision) current,
        (string Hash, RouteDecision Decision) candidate) => new()
        {
            Rollout = rollout.Number,
            Stage = rollout.Stage,
            CandidateShare = rollout.CandidateShare,
            Draw = draw,
            CurrentPolicyHash = current.Hash,
            CandidatePolicyHash = candidate.Hash,
            CandidateModelId = candidate.Decision.ModelId
                ?? throw new ArgumentException("The candidate decided on no model; there is nothing to compare.", nameof(candidate)),
            Probabilities =
            [
                .. current.Decision.Ranking.Concat(candidate.Decision.Ranking).Select(c => c.ModelId).Distinct(StringComparer.Ordinal)
                    .Select(id => new RolloutProbability(id, Propensity(current.Decision, id), Propensity(candidate.Decision, id))),
            ],
        };

    private static double Propensity(RouteDecision decision, string modelId) =>
        decision.Ranking.Where(c => c.ModelId == modelId).Select(c => c.Propensity).FirstOrDefault();
}

/// <summary>How probable one model is under either policy.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="Current">π₀.</param>
/// <param name="Candidate">π₁.</param>
public readonly record struct RolloutProbability(string ModelId, double Current, double Candidate)
{
    /// <summary>(1 − s)·π₀ + s·π₁.</summary>
    public double Mixture(double candidateShare) => ((1 - candidateShare) * Current) + (candidateShare * Candidate);
}
