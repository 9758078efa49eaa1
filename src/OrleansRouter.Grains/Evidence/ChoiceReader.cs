using System.Runtime.CompilerServices;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Grains.Evidence;

/// <summary>Reads a tenant's decisions with what became of them, page by page.</summary>
public sealed class ChoiceReader(IDecisionLog decisions, IFeedbackLog feedback)
{
    private const int PageSize = 500;

    /// <summary>The choices of one tenant in order of time.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="since">Decisions before are left out.</param>
    /// <param name="until">This decision time and later are left out.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async IAsyncEnumerable<LoggedChoice> ReadAsync(
        string tenantId, DateTimeOffset since, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<LoggedDecision> page = [];
        do
        {
            string? after = page.Count > 0 ? page[^1].Decision.DecisionId : null;
            page = await decisions.ReadPageAsync(tenantId, since, after, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                yield break;
            }

            ILookup<string, FeedbackRecord> labels = (await feedback.FindBetweenAsync(
                    tenantId, page[0].Decision.DecisionId, page[^1].Decision.DecisionId, cancellationToken))
                .ToLookup(label => label.DecisionId, StringComparer.Ordinal);
            foreach (LoggedDecision logged in page.Where(p => p.Decision.DecidedAt < until))
            {
                yield return Of(logged, labels[logged.Decision.DecisionId]);
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>A decision with its outcome and labels.</summary>
    public static LoggedChoice Of(LoggedDecision logged, IEnumerable<FeedbackRecord> labels)
    {
        DecisionRecord decision = logged.Decision;
        return new LoggedChoice
        {
            DecisionId = decision.DecisionId,
            TenantId = decision.TenantId,
            DecidedAt = decision.DecidedAt,
            Session = decision.Session,
            ModelId = decision.ModelId,
            Propensity = decision.Propensity,
            Origin = decision.Origin,
            Prompt = decision.Prompt,
            Receipt = decision.ReceiptJson is { } json ? DecisionReceipt.FromJson(json) : null,
            AnsweredModelId = logged.Outcome?.ModelId,
            CostUsd = logged.Outcome is { ModelId: not null } outcome ? outcome.CostUsd : null,
            Score = ScoreOf([.. labels]),
        };
    }

    /// <summary>The mean of trusted labels; where there is none, of the others.</summary>
    private static double? ScoreOf(IReadOnlyList<FeedbackRecord> labels) =>
        Mean(labels, FeedbackKind.Gold) ?? Mean(labels, FeedbackKind.Score);

    private static double? Mean(IEnumerable<FeedbackRecord> labels, FeedbackKind kind) =>
        labels.Where(label => label.Kind == kind).Average(label => (double?)label.Value);
}
