using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Sessions;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Which models a request goes to, in which order, and why.</summary>
internal sealed record RoutePlan
{
    /// <summary>The line of the decision log.</summary>
    public required DecisionRecord Record { get; init; }

    /// <summary>The chosen model first, then those that are tried when it fails.</summary>
    public required IReadOnlyList<ModelEntry> Order { get; init; }

    /// <summary>What the router read of the request.</summary>
    public required RoutingInput Input { get; init; }

    /// <summary>How it was chosen; null when the client named the model.</summary>
    public PolicyChoice? Choice { get; init; }

    /// <summary>The day that its cost counts to, in the tenant's time zone.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Public id of the key whose budget it spends; null: it came with none.</summary>
    public string? BudgetKeyId { get; init; }

    /// <summary>The session that is to keep to the model that answers; null: none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>What is set aside for it; null: no budget limits it.</summary>
    public BudgetHold? Hold { get; init; }

    /// <summary>Name for the header <c>x-router-policy</c>.</summary>
    public string PolicyName => Choice?.PolicyId ?? DecisionOrigins.Pinned;

    /// <summary>Lets the chosen model serve the session from now on.</summary>
    public void KeepSession(SessionModels sessions)
    {
        if (Session is { } session)
        {
            sessions.Keep(session, Record.ModelId);
        }
    }
}

/// <summary>The part of a plan that a policy made.</summary>
/// <param name="PolicyId">Id under which the policy is stored.</param>
/// <param name="Family">The family that trained it.</param>
/// <param name="Preference">The weights that held.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Refused">Models that were not considered.</param>
/// <param name="BestFixed">The model that a router without prompts would always take; null when it is not configured.</param>
internal sealed record PolicyChoice(
    string PolicyId, string Family, Preference Preference, RouteDecision Decision, IReadOnlyList<Refusal> Refused, ModelEntry? BestFixed);

/// <summary>Values of <see cref="DecisionRecord.Origin"/>.</summary>
internal static class DecisionOrigins
{
    public const string Policy = "policy";

    /// <summary>
    /// The session kept to its model, which was the only candidate: the propensity among what was eligible is 1, for any policy.
    /// </summary>
    public const string Session = "session";

    public const string Pinned = "pinned";
}
