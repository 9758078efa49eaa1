using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Grains.Training;

/// <summary>Feedbacks joined to their decisions.</summary>
/// <param name="Outcomes">What can be learned, in the order of the log.</param>
/// <param name="Skipped">How many of the feedbacks that were read teach nothing.</param>
/// <param name="LastSequence">The last feedback that was read.</param>
/// <param name="IsFull">Whether the batch has as many as were asked for.</param>
internal sealed record FeedbackBatch(IReadOnlyList<OnlineOutcome> Outcomes, int Skipped, long LastSequence, bool IsFull);

/// <summary>
/// Reads feedback in the order of the log and joins it by decision id: late, out of order or with labels of several people for one
/// decision, each feedback counts once, and one that never comes is never missed.
/// </summary>
internal sealed class FeedbackReader(IFeedbackLog feedback, IDecisionLog decisions, IPolicyStore policies, TimeProvider time)
{
    /// <summary>
    /// A client may rate an answer before its cost is on disk. Feedback without an outcome waits so long for one; after that there was
    /// no call, only a decision.
    /// </summary>
    public static readonly TimeSpan OutcomeGrace = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _baseOf = new(StringComparer.Ordinal);

    /// <param name="scope">A tenant id, or <see cref="ILearningGrain.AllTenants"/>.</param>
    /// <param name="afterSequence">Where to go on.</param>
    /// <param name="size">The most feedbacks to read.</param>
    /// <param name="basePolicyHash">Decisions of this policy and of versions that go on from it are learned.</param>
    /// <param name="models">Models that can be learned about.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<FeedbackBatch> ReadAsync(
        string scope, long afterSequence, int size, string basePolicyHash, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        var outcomes = new List<OnlineOutcome>();
        int read = 0;
        await foreach ((long sequence, FeedbackRecord label) in Log(scope, afterSequence, cancellationToken))
        {
            LoggedDecision? decision = await decisions.FindAsync(label.TenantId, label.DecisionId, cancellationToken);
            if (decision is { Outcome: null } && time.GetUtcNow() - label.ReceivedAt < OutcomeGrace)
            {
                break;
            }

            if (decision is not null && await JoinAsync(label, decision, basePolicyHash, models, cancellationToken) is { } outcome)
            {
                outcomes.Add(outcome);
            }

            afterSequence = sequence;
            if (++read == size)
            {
                break;
            }
        }

        return new FeedbackBatch(outcomes, read - outcomes.Count, afterSequence, read == size);
    }

    private IAsyncEnumerable<(long Sequence, FeedbackRecord Feedback)> Log(string scope, long afterSequence, CancellationToken cancellationToken) =>
        scope == ILearningGrain.AllTenants
            ? feedback.ReadAsync(afterSequence, cancellationToken)
            : feedback.ReadAsync(scope, afterSequence, cancellationToken);

    private async ValueTask<OnlineOutcome?> JoinAsync(
        FeedbackRecord label, LoggedDecision logged, string basePolicyHash, IReadOnlyList<string> models, CancellationToken cancellationToken)
    {
        if (label.Kind == FeedbackKind.Preference || logged.Decision is not { ReceiptJson: { } json, PolicyHash: { } hash })
        {
            return null;
        }

        string chosen = logged.Decision.ModelId, answered = logged.Outcome?.ModelId ?? chosen;
        if (!models.Contains(answered) || await BaseOfAsync(hash, cancellationToken) != basePolicyHash)
        {
            return null;
        }

        var receipt = DecisionReceipt.FromJson(json);
        return new OnlineOutcome
        {
            Embedding = receipt.Embedding,
            Preference = receipt.Input.Preference,
            ModelId = answered,
            Propensity = answered == chosen ? logged.Decision.Propensity : 1,
            Score = label.Value,
            CostUsd = logged.Outcome is { ModelId: not null } outcome ? outcome.CostUsd : null,
        };
    }

    /// <summary>The trained policy that a policy goes on from; itself, where it is one.</summary>
    private async ValueTask<string> BaseOfAsync(string policyHash, CancellationToken cancellationToken)
    {
        if (!_baseOf.TryGetValue(policyHash, out string? found))
        {
            foreach (PolicyInfo info in await policies.ListAsync(cancellationToken))
            {
                _baseOf[info.ContentHash] = PolicyRecords.OnlineOf(info)?.BasePolicyHash ?? info.ContentHash;
            }

            // A version that is no longer stored has no base any more.
            found = _baseOf[policyHash] = _baseOf.GetValueOrDefault(policyHash, policyHash);
        }

        return found;
    }
}
