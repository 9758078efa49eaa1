using System.Collections.Frozen;
using System.Reflection;
using OrleansRouter.Grains.Hosting;
using GrainType = OrleansRouter.Grains.Hosting.GrainType;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Finds grains in an Orleans cluster, from a silo or from a client.</summary>
public sealed class OrleansGrainHost : IGrainHost
{
    private readonly FrozenDictionary<Type, (GrainType Type, Type Orleans)> _grains;
    private readonly IGrainFactory _factory;

    /// <param name="factory">The cluster's.</param>
    /// <param name="catalog">The grains.</param>
    /// <param name="assemblies">Where their Orleans interfaces are.</param>
    /// <exception cref="ArgumentException">A grain has no Orleans interface.</exception>
    public OrleansGrainHost(IGrainFactory factory, GrainCatalog catalog, params IReadOnlyList<Assembly> assemblies)
    {
        _factory = factory;
        Type[] interfaces = [.. assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(t))];
        _grains = catalog.All.ToFrozenDictionary(type => type.Interface, type => (type, Array.Find(interfaces, type.Interface.IsAssignableFrom)
            ?? throw new ArgumentException($"Grain {type.Implementation.Name} has no Orleans interface that extends {type.Interface.Name} and IGrainWithStringKey.")));
    }

    /// <inheritdoc/>
    public TGrain GetGrain<TGrain>(string key) where TGrain : class, IGrain => _grains.TryGetValue(typeof(TGrain), out var grain)
        ? (TGrain)_factory.GetGrain(grain.Orleans, grain.Type.RequireKey(key))
        : throw new ArgumentException($"No grain implements {typeof(TGrain).Name}; there are: {string.Join(", ", _grains.Keys.Select(t => t.Name).Order(StringComparer.Ordinal))}.");
}
