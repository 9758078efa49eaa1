using System.Collections.Immutable;
using OrleansRouter.Grains.Installation;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Grains.Training;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>
/// Everything that a request is decided from, at one moment. Immutable, so that a request sees one state from its first to its last
/// byte, and grains are not in its path.
/// </summary>
internal sealed record RoutingSnapshot
{
    /// <summary>Increases by one with every change.</summary>
    public long Version { get; init; }

    public StateMap<TenantState> Tenants { get; init; } = StateMap<TenantState>.Of<ITenantGrain>();

    public StateMap<KeyState> Keys { get; init; } = StateMap<KeyState>.Of<IKeyGrain>();

    public StateMap<ModelState> ModelStates { get; init; } = StateMap<ModelState>.Of<IModelGrain>();

    public StateMap<InstallationState> Installation { get; init; } = StateMap<InstallationState>.Of<IInstallationGrain>();

    public StateMap<LearningState> Learning { get; init; } = StateMap<LearningState>.Of<ILearningGrain>();

    /// <summary>Training jobs; no request is decided from them.</summary>
    public StateMap<JobState> Jobs { get; init; } = StateMap<JobState>.Of<ITrainingJobGrain>();

    public StateMap<RolloutState> Rollouts { get; init; } = StateMap<RolloutState>.Of<IRolloutGrain>();

    /// <summary>Stored policies by id.</summary>
    public ImmutableDictionary<string, PolicyInfo> Policies { get; init; } = ImmutableDictionary.Create<string, PolicyInfo>(StringComparer.Ordinal);

    /// <summary>Configured models, ordered by id.</summary>
    public IReadOnlyList<ModelEntry> Models { get; init; } = [];

    public InstallationState InstallationState => Installation.Find(IInstallationGrain.Key) ?? new InstallationState();

    public string? DefaultPolicyId => InstallationState.DefaultPolicyId;

    /// <summary>
    /// Id of the policy that serves a tenant: the newest version of its own line that learns, or of the line of all tenants where the
    /// default policy serves it, or the trained policy that it has been given. A version serves only where its base policy would.
    /// </summary>
    public string? PolicyIdOf(string tenantId, TenantState tenant)
    {
        string? trained = tenant.PolicyId ?? DefaultPolicyId;
        return LiveOn(trained, Learning.Find(tenantId))
            ?? (trained == DefaultPolicyId ? LiveOn(trained, Learning.Find(ILearningGrain.AllTenants)) : null)
            ?? trained;
    }

    /// <summary>Id of the policy that serves a tenant by id, or all tenants without a policy or line of their own; null: none.</summary>
    public string? Serving(string line) => PolicyIdOf(line, Tenants.Find(line) ?? new TenantState());

    public ModelEntry? FindModel(string id) => Models.FirstOrDefault(m => m.Id == id);

    /// <summary>The models that a tenant may ask for: enabled, and allowed to it.</summary>
    public IEnumerable<ModelEntry> ModelsOf(TenantState tenant) =>
        Models.Where(m => m.Settings.Enabled && (tenant.AllowedModels.Count == 0 || tenant.AllowedModels.Contains(m.Id)));

    private string? LiveOn(string? trained, LearningState? line) =>
        line is { Settings.Enabled: true, Live: { } live } && live.BasePolicyId == trained && Policies.ContainsKey(live.PolicyId)
            ? live.PolicyId
            : null;

    /// <summary>This snapshot with its model list made from <paramref name="states"/>; entries that did not change are kept.</summary>
    public RoutingSnapshot WithModels(StateMap<ModelState> states) => ReferenceEquals(states, ModelStates) ? this : this with
    {
        ModelStates = states,
        Models =
        [
            .. from state in states.All
               where state.Value.Settings is not null
               orderby state.Key
               let known = FindModel(state.Key)
               select known?.Settings == state.Value.Settings ? known : new ModelEntry(state.Key, state.Value.Settings!),
        ],
    };

    /// <summary>This snapshot with a policy as it is stored now; null: it is not. The same snapshot where that is known.</summary>
    public RoutingSnapshot WithPolicy(string id, PolicyInfo? stored)
    {
        ImmutableDictionary<string, PolicyInfo> policies = stored is null ? Policies.Remove(id) : Policies.SetItem(id, stored);
        return ReferenceEquals(policies, Policies) ? this : this with { Policies = policies };
    }
}
