using System.CommandLine;

namespace OrleansRouter.Cli.Admin;

/// <summary>The options that say which part of the decision log is meant.</summary>
internal sealed class LogSelection
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "The tenant. Default: the key's own, for an operator's key all." };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Leaves out decisions before this instant." };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "Leaves out decisions from this instant on." };

    public Symbol[] Options => [_tenant, _since, _until];

    /// <summary>The options as a query string, with others.</summary>
    public string Query(ParseResult parsed, params (string Name, object? Value)[] more) => AdminVerbs.Query(
        [("tenant", parsed.GetValue(_tenant)), ("since", parsed.GetValue(_since)), ("until", parsed.GetValue(_until)), .. more]);
}
