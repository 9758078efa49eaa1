using System.CommandLine;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>audit list</c>: who did what.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal)
    {
        var tenant = new Option<string?>("--tenant") { Description = "Entries about this tenant. Default: the key's own, for an operator's key all." };
        return AdminVerbs.Group("audit", "What operators, administrators and rollouts did.",
            new AdminVerbs(terminal).Verb("list", "All entries, oldest first.", [tenant], async (parsed, client, token) =>
                await client.ListAsync("audit" + AdminVerbs.Query(("tenant", parsed.GetValue(tenant))), token).ConfigureAwait(false)));
    }
}
