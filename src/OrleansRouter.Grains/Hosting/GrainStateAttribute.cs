namespace OrleansRouter.Grains.Hosting;

/// <summary>Names the kind under which the state of a grain class is stored. Databases hold the name: it never changes.</summary>
/// <param name="kind">The kind, such as "tenant"; unique among all grains.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GrainStateAttribute(string kind) : Attribute
{
    /// <summary>The kind of state.</summary>
    public string Kind { get; } = kind;
}
