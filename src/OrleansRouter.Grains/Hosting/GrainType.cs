using System.Reflection;

namespace OrleansRouter.Grains.Hosting;

/// <summary>One grain class: the interface it is called through, and what its constructor asks for.</summary>
public sealed class GrainType
{
    private const int MaxKeyLength = 200;
    private readonly ConstructorInfo _constructor;

    internal GrainType(Type implementation)
    {
        Implementation = implementation;
        Interface = OwnInterface(implementation);
        _constructor = implementation.GetConstructors() is [var only]
            ? only
            : throw new ArgumentException($"Grain {implementation.Name} must have exactly one public constructor.");
        StateType = _constructor.GetParameters().Select(p => StateTypeOf(p.ParameterType)).SingleOrDefault(t => t is not null);
        StateKind = implementation.GetCustomAttribute<GrainStateAttribute>()?.Kind;
        if (StateType is null != StateKind is null)
        {
            throw new ArgumentException(
                $"Grain {implementation.Name} needs both [GrainState] and an IDurableState<T> parameter, or neither.");
        }
    }

    /// <summary>The interface that callers use.</summary>
    public Type Interface { get; }

    /// <summary>The class.</summary>
    public Type Implementation { get; }

    /// <summary>The kind under which its state is stored; null for a grain without durable state.</summary>
    public string? StateKind { get; }

    /// <summary>The T of its <see cref="IDurableState{TState}"/>; null for a grain without durable state.</summary>
    public Type? StateType { get; }

    /// <summary>The key, if grains may have it.</summary>
    /// <exception cref="ArgumentException">It is empty or longer than 200 characters.</exception>
    public string RequireKey(string key) => key is { Length: > 0 and <= MaxKeyLength }
        ? key
        : throw new ArgumentException($"{Interface.Name}: the key has {key?.Length ?? 0} characters; expected 1 to {MaxKeyLength}.");

    /// <summary>
    /// A new instance: a string parameter gets the key, an <see cref="IDurableState{TState}"/> the state, every other one a service.
    /// </summary>
    /// <param name="key">The grain's key.</param>
    /// <param name="state">An <see cref="IDurableState{TState}"/> of <see cref="StateType"/>; null where the grain has none.</param>
    /// <param name="services">The host's services by type; null: there is none.</param>
    /// <exception cref="InvalidOperationException">The constructor asks for a service that the host does not have.</exception>
    public object Create(string key, object? state, Func<Type, object?> services)
    {
        object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
        {
            var type when type == typeof(string) => key,
            var type when StateTypeOf(type) is not null => state,
            var type => services(type)
                ?? throw new InvalidOperationException($"Grain {Implementation.Name} needs a {type.Name}; the host has none."),
        };

        object?[] arguments = [.. _constructor.GetParameters().Select(Argument)];
        return _constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }

    private static Type OwnInterface(Type implementation)
    {
        Type[] own = [.. implementation.GetInterfaces().Where(i => i != typeof(IGrain) && typeof(IGrain).IsAssignableFrom(i))];
        Type found = own is [var only]
            ? only
            : throw new ArgumentException(
                $"Grain {implementation.Name} must implement exactly one grain interface; it implements {own.Length}.");
        MethodInfo? synchronous = found.GetMethods().FirstOrDefault(m => !typeof(Task).IsAssignableFrom(m.ReturnType));
        return synchronous is null
            ? found
            : throw new ArgumentException($"{found.Name}.{synchronous.Name} must return Task or Task<T>.");
    }

    private static Type? StateTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDurableState<>) ? type.GenericTypeArguments[0] : null;
}
