using System.Collections.Frozen;
using System.Reflection;

namespace OrleansRouter.Grains.Hosting;

/// <summary>Every grain class of some assemblies, found by its interface: a new grain is a new folder and nothing else.</summary>
public sealed class GrainCatalog
{
    private readonly FrozenDictionary<Type, GrainType> _byInterface;

    private GrainCatalog(IReadOnlyList<GrainType> all)
    {
        All = all;
        RequireUnique(all.Select(t => t.Interface.Name), "interface");
        RequireUnique(all.Select(t => t.StateKind).OfType<string>(), "state kind");
        _byInterface = all.ToFrozenDictionary(t => t.Interface);
    }

    /// <summary>The grains of this assembly.</summary>
    public static GrainCatalog Default { get; } = Scan(typeof(GrainCatalog).Assembly);

    /// <summary>Every grain, ordered by class name.</summary>
    public IReadOnlyList<GrainType> All { get; }

    /// <summary>Collects the grain classes of <paramref name="assemblies"/>.</summary>
    /// <exception cref="ArgumentException">A grain breaks the rules of <see cref="IGrain"/>, or two share an interface or a kind.</exception>
    public static GrainCatalog Scan(params IEnumerable<Assembly> assemblies) => new(
    [
        .. from assembly in assemblies
           from type in assembly.GetTypes()
           where type is { IsClass: true, IsAbstract: false, IsPublic: true } && typeof(IGrain).IsAssignableFrom(type)
           orderby type.Name
           select new GrainType(type),
    ]);

    /// <summary>The grain that is called through <paramref name="grainInterface"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public GrainType Get(Type grainInterface) => _byInterface.TryGetValue(grainInterface, out GrainType? found)
        ? found
        : throw new ArgumentException(
            $"No grain implements {grainInterface.Name}; there are: {string.Join(", ", All.Select(t => t.Interface.Name))}.");

    private static void RequireUnique(IEnumerable<string> names, string what)
    {
        string? twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"Two grains share the {what} '{twice}'.");
        }
    }
}
