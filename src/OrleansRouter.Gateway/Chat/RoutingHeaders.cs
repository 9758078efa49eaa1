using System.Globalization;
using OrleansRouter.Gateway.Recording;

namespace OrleansRouter.Gateway.Chat;

/// <summary>
/// The response headers that tell what the router did. Cost and savings are known when the answer is complete: a whole answer carries them
/// as headers, a stream in the <c>router</c> object of its last chunk where the client asked for usage, and the receipt has them always.
/// </summary>
internal static class RoutingHeaders
{
    private const string Prefix = RouterKnobs.HeaderPrefix;

    public static void Set(HttpResponse response, CallRun run)
    {
        IHeaderDictionary headers = response.Headers;
        headers[$"{Prefix}decision-id"] = run.DecisionId;
        headers[$"{Prefix}model"] = run.Answering?.Id ?? run.Plan.Record.ModelId;
        headers[$"{Prefix}policy"] = run.Plan.PolicyName;
        headers[$"{Prefix}attempts"] = run.Attempts.Count.ToString(CultureInfo.InvariantCulture);
    }

    public static void SetCost(HttpResponse response, AnswerCost cost)
    {
        response.Headers[$"{Prefix}cost-usd"] = cost.Charged.ToString();
        if (cost.Saved is { } saved)
        {
            response.Headers[$"{Prefix}saved-usd"] = saved.ToString();
        }
    }

    /// <summary>The same as a property of the last chunk of a stream.</summary>
    public static string ToJsonProperty(CallRun run, AnswerCost cost)
    {
        string saved = cost.Saved?.ToString() ?? "null";
        return $$"""
            "router":{"decision_id":"{{run.DecisionId}}","cost_usd":{{cost.Charged}},"saved_usd":{{saved}}}
            """;
    }
}
