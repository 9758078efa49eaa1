using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Embedded.Calls;

/// <summary>Which grain: its type and its key.</summary>
internal readonly record struct GrainId(GrainType Type, string Key)
{
    /// <exception cref="ArgumentException">The key is empty or too long.</exception>
    public static GrainId Create(GrainType type, string key) => new(type, type.RequireKey(key));

    public override string ToString() => $"{Type.Implementation.Name} '{Key}'";
}
