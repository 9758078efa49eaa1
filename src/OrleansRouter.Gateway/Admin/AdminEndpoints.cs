using OrleansRouter.Gateway.Admin.Audit;
using OrleansRouter.Gateway.Admin.Budgets;
using OrleansRouter.Gateway.Admin.Evidence;
using OrleansRouter.Gateway.Admin.Jobs;
using OrleansRouter.Gateway.Admin.Keys;
using OrleansRouter.Gateway.Admin.Models;
using OrleansRouter.Gateway.Admin.Online;
using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Admin.Rollouts;
using OrleansRouter.Gateway.Admin.Tenants;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Admin;

/// <summary><c>/admin/v1/…</c>: what operators may do, and what a tenant's administrators may do to their own tenant.</summary>
internal static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, GatewayOptions options)
    {
        RouteGroupBuilder tenantAdmin = Group(routes, KeyScope.TenantAdmin), operators = Group(routes, KeyScope.Operator);
        TenantEndpoints.Map(tenantAdmin, operators);
        KeyEndpoints.Map(tenantAdmin);
        BudgetEndpoints.Map(tenantAdmin);
        ModelEndpoints.Map(operators);
        PolicyEndpoints.Map(tenantAdmin, operators, options.Limits);
        LearningEndpoints.Map(tenantAdmin, operators);
        EvidenceEndpoints.Map(tenantAdmin);
        JobEndpoints.Map(operators);
        DataFileEndpoints.Map(operators, options.Jobs);
        RolloutEndpoints.Map(tenantAdmin);
        AuditEndpoints.Map(tenantAdmin);
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder routes, KeyScope scope) =>
        routes.MapGroup("/admin/v1").WithMetadata(new RequiredScope(scope)).AddEndpointFilter<RouteGroupBuilder, AuditFilter>();
}
