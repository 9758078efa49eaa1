using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Providers.Simulated;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Installation;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>
/// Brings a database to where it can serve; one process at a time. Every step looks whether its result is there already, so that a start that was interrupted is
/// completed by the next one, and a later start changes nothing.
/// </summary>
internal sealed class Boot(GatewayBackend backend, GatewayOptions options, KeyHasher hasher, TimeProvider time)
{
    public const string DefaultTenant = "default";

    private readonly PolicyImporter _importer = new(backend.Store.Policies, time);

    /// <param name="training">Receives the finished share of training, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task<BootReport> RunAsync(IProgress<double>? training, CancellationToken cancellationToken)
    {
        BootReport report = await EnsureModelsAsync(new BootReport(), cancellationToken);
        report = await EnsurePolicyAsync(report, training, cancellationToken);
        return await EnsureKeysAsync(report, cancellationToken);
    }

    private async Task<BootReport> EnsureModelsAsync(BootReport report, CancellationToken cancellationToken)
    {
        if (!options.SimulatedPool || await AnyAsync(StateKinds.Of<IModelGrain>(), cancellationToken))
        {
            return report;
        }

        foreach ((string id, ModelSettings settings) in SimulatedPool.Models)
        {
            await backend.Grains.GetGrain<IModelGrain>(id).ConfigureAsync(settings, cancellationToken);
        }

        return report with { RegisteredModels = [.. SimulatedPool.Models.Select(m => m.Id)] };
    }

    private async Task<BootReport> EnsurePolicyAsync(BootReport report, IProgress<double>? training, CancellationToken cancellationToken)
    {
        var installation = backend.Grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key);
        string? current = (await installation.GetAsync(cancellationToken)).DefaultPolicyId;
        bool train = options.DefaultPolicyPath is null && current is null && options.SimulatedPool;
        Policy? policy = options.DefaultPolicyPath is { } path ? PolicyFile.Load(path)
            : train ? SimulatedPool.TrainPolicy(options.SimulatedQueries, training, cancellationToken)
            : null;
        if (policy is null)
        {
            return report;
        }

        PolicyInfo info = await _importer.SaveAsync(policy, cancellationToken);
        await installation.PromotePolicyAsync(info.PolicyId, cancellationToken);
        return info.PolicyId == current ? report : report with { NewDefaultPolicyId = info.PolicyId, TrainedOnSimulatedData = train };
    }

    private async Task<BootReport> EnsureKeysAsync(BootReport report, CancellationToken cancellationToken)
    {
        if (await AnyAsync(StateKinds.Of<IKeyGrain>(), cancellationToken))
        {
            return report;
        }

        var tenant = backend.Grains.GetGrain<ITenantGrain>(DefaultTenant);
        if (await tenant.GetAsync(cancellationToken) is null)
        {
            await tenant.CreateAsync(new TenantUpdate(), cancellationToken);
        }

        var issuer = new KeyIssuer(backend.Grains, hasher, time);
        const string label = "made at the first start";
        (ApiKey operatorKey, _) = await issuer.IssueAsync(new KeyState { Scope = KeyScope.Operator, Label = label }, cancellationToken);
        (ApiKey tenantKey, _) = await issuer.IssueAsync(new KeyState { TenantId = DefaultTenant, Label = label }, cancellationToken);
        return report with { OperatorKey = operatorKey.Reveal(), TenantKey = tenantKey.Reveal() };
    }

    private async Task<bool> AnyAsync(string kind, CancellationToken cancellationToken)
    {
        await foreach (var _ in backend.Store.States.ListAsync(kind, cancellationToken))
        {
            return true;
        }

        return false;
    }
}
