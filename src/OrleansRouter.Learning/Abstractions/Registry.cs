using System.Collections.Frozen;
using System.Reflection;

namespace OrleansRouter.Learning;

/// <summary>
/// All implementations of one kind, found by name. A new implementation is a public class with a parameterless constructor
/// in one of the scanned assemblies; nothing else needs to change.
/// </summary>
/// <typeparam name="T">The kind: an interface that extends <see cref="INamed"/>.</typeparam>
public sealed class Registry<T> where T : class, INamed
{
    private readonly FrozenDictionary<string, T> _byName;

    private Registry(IEnumerable<T> implementations)
    {
        All = [.. implementations.OrderBy(x => x.Name, StringComparer.Ordinal)];
        _byName = All.ToFrozenDictionary(x => x.Name, StringComparer.Ordinal);
    }

    /// <summary>Every implementation, ordered by name.</summary>
    public IReadOnlyList<T> All { get; }

    /// <summary>Collects the implementations of <typeparamref name="T"/> in <paramref name="assemblies"/>.</summary>
    /// <exception cref="ArgumentException">Two implementations carry the same name.</exception>
    public static Registry<T> Scan(params Assembly[] assemblies) => new(
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsPublic: true, ContainsGenericParameters: false }
            && typeof(T).IsAssignableFrom(type)
            && type.GetConstructor(Type.EmptyTypes) is not null
        select (T)Activator.CreateInstance(type)!);

    /// <summary>The implementation called <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names that exist.</exception>
    public T Get(string name) => _byName.TryGetValue(name, out T? found)
        ? found
        : throw new KeyNotFoundException($"No {KindName} '{name}'; there are: {string.Join(", ", All.Select(x => x.Name))}.");

    private static string KindName => typeof(T).Name.TrimStart('I');
}
