using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Embedded.Calls;

/// <summary>Which grain: its type and its key.</summary>
internal readonly record struct GrainId(GrainType Type, string Key)
{
    public const int MaxKeyLength = 200;

    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public static GrainId Create(GrainType type, string key) => key is { Length: > 0 and <= MaxKeyLength }
        ? new GrainId(type, key)
        : throw new ArgumentException($"{type.Interface.Name}: the key has {key?.Length ?? 0} characters; expected 1 to {MaxKeyLength}.");

    public override string ToString() => $"{Type.Implementation.Name} '{Key}'";
}
