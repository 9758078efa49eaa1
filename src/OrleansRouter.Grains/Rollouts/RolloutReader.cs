using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Evidence;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Training;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>Reads feedback in the order of the log and joins it with the decisions of a rollout's present stage. Of several labels of a decision the first counts.</summary>
internal sealed class RolloutReader(IFeedbackLog feedback, IDecisionLog decisions, TimeProvider time)
{
    private const int BatchSize = 500;

    /// <summary>Clocks of gateways may differ by this much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <returns>The batch, and whether more is there already.</returns>
    public async Task<(RolloutBatch Batch, bool More)> ReadAsync(string tenantId, RolloutRun run, CancellationToken cancellationToken)
    {
        var rows = new List<PolicyContrast>();
        long last = run.AfterSequence;
        await foreach ((long sequence, FeedbackRecord label) in feedback.ReadAsync(tenantId, run.AfterSequence, cancellationToken))
        {
            if (label.Kind != FeedbackKind.Preference && label.ReceivedAt > run.StartedAt - ClockSkew)
            {
                LoggedDecision? logged = await decisions.FindAsync(tenantId, label.DecisionId, cancellationToken);
                if (logged is { Outcome: null } && time.GetUtcNow() - label.ReceivedAt < FeedbackReader.OutcomeGrace)
                {
                    return (Batch(), false);
                }

                if (logged is not null && await RowAsync(run, logged, label, cancellationToken) is { } row)
                {
                    rows.Add(row);
                }
            }

            last = sequence;
            if (rows.Count == BatchSize)
            {
                return (Batch(), true);
            }
        }

        return (Batch(), false);

        RolloutBatch Batch() => new(run.Number, run.StageNumber, rows, last);
    }

    private async ValueTask<PolicyContrast?> RowAsync(
        RolloutRun run, LoggedDecision logged, FeedbackRecord label, CancellationToken cancellationToken)
    {
        LoggedChoice choice = ChoiceReader.Of(logged, [label]);
        if (choice.Origin != LoggedChoice.ByPolicy
            || choice.Receipt?.Rollout is not { } assignment
            || (assignment.Rollout, assignment.Stage) != (run.Number, run.StageNumber)
            || run.Reward.Normalised(choice) is not { } reward)
        {
            return null;
        }

        IReadOnlyList<FeedbackRecord> all = await feedback.FindAsync(label.TenantId, label.DecisionId, cancellationToken);
        return all.First(l => l.Kind != FeedbackKind.Preference).IdempotencyKey == label.IdempotencyKey
            ? Contrast(assignment, choice.ModelId, Math.Clamp(reward, 0, 1), run.MaxWeight)
            : null;
    }

    private static PolicyContrast Contrast(RolloutAssignment assignment, string modelId, double reward, double maxWeight)
    {
        RolloutProbability[] models = [.. assignment.Probabilities];
        // Rounding of a mixture must not push a weight above the share's own limit.
        return PolicyContrast.Of(
            [.. models.Select(m => m.Candidate)],
            [.. models.Select(m => m.Current)],
            [.. models.Select(m => m.Mixture(assignment.CandidateShare))],
            Array.FindIndex(models, m => m.ModelId == modelId),
            reward,
            maxWeight * (1 + 1e-9));
    }
}
