using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Audit;

namespace OrleansRouter.Gateway.Admin.Audit;

/// <summary>
/// Writes a line of the audit log for every administrative change that succeeded: who, when, which endpoint, and what was asked for. The
/// change is answered once the line is durable.
/// </summary>
internal sealed class AuditFilter(IAuditLog audit, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        object? answer = await next(invocation);
        HttpContext context = invocation.HttpContext;
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await audit.AppendAsync(Entry(context, invocation.Arguments), CancellationToken.None);
        }

        return answer;
    }

    private AuditEntry Entry(HttpContext context, IEnumerable<object?> arguments) => new()
    {
        EntryId = $"{Guid.CreateVersion7(time.GetUtcNow()):N}",
        TenantId = TenantOf(context),
        At = time.GetUtcNow(),
        Actor = context.Caller().KeyId,
        Action = $"{context.Request.Method} {((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText}",
        Subject = context.Request.Path,
        DetailsJson = Details(arguments).ToJsonString(),
    };

    private static string? TenantOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/admin/v1/tenants") ? context.Request.RouteValues["id"] as string : context.Caller().TenantId;

    /// <summary>What the body asked for; bodies of administrative requests hold no secrets.</summary>
    private static JsonObject Details(IEnumerable<object?> arguments)
    {
        object? body = arguments.FirstOrDefault(a => a?.GetType() is { Namespace: { } space } type
            && space.StartsWith("OrleansRouter.Gateway.Admin", StringComparison.Ordinal) && type.GetMethod("<Clone>$") is not null);
        return body is null ? [] : JsonSerializer.SerializeToNode(body, body.GetType(), GatewayJson.Options)!.AsObject();
    }
}
