using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Selection;

/// <summary>A model that was not considered.</summary>
/// <param name="Model">The model id.</param>
/// <param name="Reason">Why not.</param>
internal sealed record Refusal(string Model, string Reason);

/// <summary>What a request leaves of the models that its tenant may use, before any policy scores them.</summary>
internal static class CandidateFilter
{
    public static (IReadOnlyList<ModelEntry> Eligible, IReadOnlyList<Refusal> Refused) Apply(
        IEnumerable<ModelEntry> models, RoutingInput input)
    {
        var eligible = new List<ModelEntry>();
        var refused = new List<Refusal>();
        foreach (ModelEntry model in models)
        {
            if ((FindBar(model, input) ?? FindMisfit(model, input)) is { } reason)
            {
                refused.Add(new Refusal(model.Id, reason));
            }
            else
            {
                eligible.Add(model);
            }
        }

        return (eligible, refused);
    }

    /// <summary>Why no request of this caller may go to the model, whatever it asks; null: it may.</summary>
    public static string? FindBar(ModelEntry model, RoutingInput input) =>
        input.Knobs.AllowedModels is { } allowed && !allowed.Contains(model.Id) ? "not among the request's allowed_models" : model.Problem;

    /// <summary>Why the model does not fit what the request asks for; null: it fits.</summary>
    private static string? FindMisfit(ModelEntry model, RoutingInput input)
    {
        long tokens = (long)input.InputTokens + (input.MaxOutputTokens ?? 0);
        return input.NeedsTools && !model.Settings.SupportsTools ? "does not accept tools"
            : input.NeedsVision && !model.Settings.SupportsVision ? "does not accept images"
            : tokens > model.Settings.ContextTokens ? $"takes {model.Settings.ContextTokens} tokens; this request may need {tokens}"
            : input.Hold?.FindBar(model);
    }
}
