using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>policy report ID</c>: evaluates a stored policy on the gateway's own log.</summary>
internal sealed class PolicyReportVerb
{
    private readonly Argument<string> _id = new("id") { Description = "The policy's id." };
    private readonly LogSelection _selection = new();
    private readonly Option<double?> _clip = new("--clip") { Description = "Cap of the importance weights." };
    private readonly Option<double?> _confidence = new("--confidence") { Description = "Share of intervals that cover the truth." };
    private readonly Option<double?> _quality = new("--quality-weight") { Description = "Value of a score of 1." };
    private readonly Option<double?> _cost = new("--cost-weight") { Description = "Value of a call at the policy's cost cap, which is subtracted." };

    public Symbol[] Symbols => [_id, .. _selection.Options, _clip, _confidence, _quality, _cost];

    public Task<JsonNode?> RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        string query = _selection.Query(
            parsed,
            ("clip", parsed.GetValue(_clip)),
            ("confidence", parsed.GetValue(_confidence)),
            ("quality_weight", parsed.GetValue(_quality)),
            ("cost_weight", parsed.GetValue(_cost)));
        return client.GetAsync($"policies/{AdminVerbs.Segment(parsed.GetRequiredValue(_id))}/report{query}", cancellationToken);
    }
}
