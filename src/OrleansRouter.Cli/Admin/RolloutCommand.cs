using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>policy rollout start|show|advance|abort</c>.</summary>
internal static class RolloutCommand
{
    public static Command Create(AdminVerbs verbs)
    {
        var id = new Argument<string>("id") { Description = "The policy to try." };
        var shadow = new Option<bool?>("--shadow") { Description = "Whether it is watched before it serves anybody; true or false." };
        (string Name, Option<double?> Option)[] numbers =
        [
            ("canary_share", Number("--canary-share", "Share of the requests that the candidate decides as a canary.")),
            ("holdback_share", Number("--holdback-share", "Share that the earlier policy still decides while the promoted one is watched.")),
            ("confidence", Number("--confidence", "Probability with which a worse policy is not let on.")),
            ("margin", Number("--margin", "How much worse it may be, as a share of the range of rewards.")),
            ("max_weight", Number("--max-weight", "The largest importance weight.")),
        ];
        (string Name, Option<long?> Option)[] counts =
        [
            ("min_samples", Count("--min-samples", "Scored decisions that a stage has at least.")),
            ("watch_samples", Count("--watch-samples", "Scored decisions after which it is watched no longer.")),
        ];
        Option<string> startTenant = Tenant(), showTenant = Tenant(), advanceTenant = Tenant(), abortTenant = Tenant();
        return AdminVerbs.Group("rollout", "Lets a policy in step by step: shadow, canary, promoted; back by itself where it is worse.",
            verbs.Verb("start", "Begins to try a policy.", [id, startTenant, shadow, .. numbers.Select(n => n.Option), .. counts.Select(c => c.Option)], (parsed, client, token) =>
            {
                JsonObject body = AdminVerbs.Body(
                [
                    ("policy_id", parsed.GetRequiredValue(id)),
                    ("shadow", parsed.GetValue(shadow)),
                    .. numbers.Select(n => (n.Name, (JsonNode?)parsed.GetValue(n.Option))),
                    .. counts.Select(c => (c.Name, (JsonNode?)parsed.GetValue(c.Option))),
                ]);
                return client.SendAsync(HttpMethod.Post, Place(parsed.GetRequiredValue(startTenant)), body, token);
            }),
            verbs.Verb("show", "The latest rollout, with its evidence.", [showTenant], (parsed, client, token) =>
                client.GetAsync(Place(parsed.GetRequiredValue(showTenant)), token)),
            verbs.Verb("advance", "Goes on to the next stage without waiting for evidence.", [advanceTenant], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Post, Place(parsed.GetRequiredValue(advanceTenant)) + "/advance", null, token)),
            verbs.Verb("abort", "Ends it; the policy that served before serves alone.", [abortTenant], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Post, Place(parsed.GetRequiredValue(abortTenant)) + "/abort", null, token)));
    }

    private static string Place(string tenant) => $"tenants/{AdminVerbs.Segment(tenant)}/rollout";

    private static Option<string> Tenant() => new("--tenant") { Description = "The tenant.", Required = true };

    private static Option<double?> Number(string name, string description) => new(name) { Description = description };

    private static Option<long?> Count(string name, string description) => new(name) { Description = description };
}
