using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary>The options that limit a tenant or a key.</summary>
internal sealed class LimitSettings
{
    private readonly Option<long?> _requests = new("--requests-per-minute") { Description = "Requests per minute and process; 0 lifts the limit." };
    private readonly Option<long?> _tokens = new("--tokens-per-minute") { Description = "Tokens read and written per minute and process; 0 lifts the limit." };
    private readonly Option<long?> _concurrent = new("--concurrent-requests") { Description = "Requests and streams under way at once, per process; 0 lifts the limit." };

    public Symbol[] Options => [_requests, _tokens, _concurrent];

    /// <summary>The limits that are named; null: none.</summary>
    public JsonObject? Body(ParseResult parsed)
    {
        JsonObject limits = AdminVerbs.Body(
            ("requests_per_minute", parsed.GetValue(_requests)),
            ("tokens_per_minute", parsed.GetValue(_tokens)),
            ("concurrent_requests", parsed.GetValue(_concurrent)));
        return limits.Count > 0 ? limits : null;
    }
}
