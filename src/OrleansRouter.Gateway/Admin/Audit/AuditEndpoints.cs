using System.Text.Json;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Audit;

namespace OrleansRouter.Gateway.Admin.Audit;

/// <summary>What operators, administrators and rollouts did.</summary>
internal sealed class AuditEndpoints(IAuditLog audit)
{
    private const int DefaultLimit = 100, LargestLimit = 1_000;

    public static void Map(IEndpointRouteBuilder tenantAdmin) => tenantAdmin
        .MapGet("/audit", (string? tenant, long? after, int? limit, AuditEndpoints endpoints, HttpContext context) =>
            endpoints.ListAsync(tenant, after ?? 0, limit ?? DefaultLimit, context))
        .WithSummary("The audit log, oldest first, a page at a time; an administrator sees its own tenant's.");

    private async Task<AuditPage> ListAsync(string? tenant, long after, int limit, HttpContext context)
    {
        if (limit is < 1 or > LargestLimit)
        {
            throw ApiError.InvalidRequest($"'limit' is {limit}; expected an integer in [1, {LargestLimit}].", "limit").AsException();
        }

        tenant ??= context.Caller().TenantId;
        if (tenant is not null)
        {
            context.Caller().RequireAccessTo(tenant);
        }

        IReadOnlyList<(long Sequence, AuditEntry Entry)> page = await audit.ReadPageAsync(tenant, after, limit, context.RequestAborted);
        return new AuditPage([.. page.Select(e => AuditView.Of(e.Entry))], page.Count == limit ? page[^1].Sequence : null);
    }
}

/// <summary>A page of the audit log.</summary>
/// <param name="Data">The entries.</param>
/// <param name="After">Ask for the next page with this; null: this is the last.</param>
internal sealed record AuditPage(IReadOnlyList<AuditView> Data, long? After);

/// <summary>One entry of the audit log.</summary>
internal sealed record AuditView(
    string Id, string? Tenant, DateTimeOffset At, string Actor, string Action, string Subject, JsonElement Details)
{
    public static AuditView Of(AuditEntry e) =>
        new(e.EntryId, e.TenantId, e.At, e.Actor, e.Action, e.Subject, JsonElement.Parse(e.DetailsJson));
}
