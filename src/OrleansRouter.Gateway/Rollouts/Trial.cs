using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Rollouts;

/// <summary>A second policy that a request is put to, because the tenant's rollout is under way.</summary>
/// <param name="Run">The rollout.</param>
/// <param name="Info">The second policy as it is stored: the candidate, or in the watch the earlier policy.</param>
/// <param name="Policy">The second policy.</param>
internal sealed record Trial(RolloutRun Run, PolicyInfo Info, Policy Policy)
{
    /// <summary>Whether the second policy is the candidate.</summary>
    private bool IsCandidate => Run.Stage != RolloutStage.Watch;

    /// <summary>Both decisions side by side, and who was let decide.</summary>
    /// <param name="serving">The policy that serves the tenant, and its decision.</param>
    /// <param name="second">The decision of the second policy.</param>
    /// <param name="draw">Uniform in [0, 1).</param>
    public RolloutAssignment Assign((string Hash, RouteDecision Decision) serving, RouteDecision second, double draw)
    {
        (string, RouteDecision) other = (Policy.ContentHash, second);
        return RolloutAssignment.Of(
            (Run.Number, Run.StageNumber, Run.CandidateShare), draw, IsCandidate ? serving : other, IsCandidate ? other : serving);
    }

    /// <summary>Whether the second policy was let decide.</summary>
    public bool IsDecidedBySecond(RolloutAssignment assignment) => assignment.IsCandidate == IsCandidate;
}
