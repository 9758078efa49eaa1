using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary>The options of <c>policy learn</c>; what is not named stays as it is.</summary>
internal sealed class LearningSettings
{
    private readonly Option<bool> _off = new("--off") { Description = "Stops; the trained policy serves again, and what was learned is kept." };
    private readonly Option<string?> _learner = new("--learner") { Description = "linucb, linear-thompson or epsilon-greedy." };
    private readonly Option<int?> _perVersion = new("--feedback-per-version") { Description = "Feedbacks between published versions." };
    private readonly Option<int?> _versionsKept = new("--versions-kept") { Description = "How many of the newest versions stay stored; receipts of older ones no longer recompute." };
    private readonly Option<double?> _forgetting = new("--forgetting") { Description = "Factor on the weight of older feedback with each new one, 0.5 to 1; 1 forgets nothing." };
    private readonly Option<double?> _warmStart = new("--warm-start-weight") { Description = "How many outcomes the trained policy's opinion is worth." };
    private readonly Option<double?> _shared = new("--shared-weight") { Description = "How many outcomes what all tenants learned is worth at most." };
    private readonly Option<double?> _optimism = new("--optimism") { Description = "linucb: standard deviations of optimism." };
    private readonly Option<double?> _epsilon = new("--epsilon") { Description = "epsilon-greedy: share of random choices." };
    private readonly Option<double?> _probeShare = new("--probe-share") { Description = "Least probability of a model of which little is known." };

    public Symbol[] Options => [_off, _learner, _perVersion, _versionsKept, _forgetting, _warmStart, _shared, _optimism, _epsilon, _probeShare];

    public JsonObject Body(ParseResult parsed) => AdminVerbs.Body(
        ("enabled", !parsed.GetValue(_off)),
        ("learner", parsed.GetValue(_learner)),
        ("feedback_per_version", parsed.GetValue(_perVersion)),
        ("versions_kept", parsed.GetValue(_versionsKept)),
        ("forgetting", parsed.GetValue(_forgetting)),
        ("warm_start_weight", parsed.GetValue(_warmStart)),
        ("shared_weight", parsed.GetValue(_shared)),
        ("optimism", parsed.GetValue(_optimism)),
        ("epsilon", parsed.GetValue(_epsilon)),
        ("probe_share", parsed.GetValue(_probeShare)));
}
