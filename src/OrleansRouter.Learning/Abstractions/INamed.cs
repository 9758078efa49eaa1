namespace OrleansRouter.Learning;

/// <summary>Something that a registry finds by name.</summary>
public interface INamed
{
    /// <summary>Lower-case, hyphenated, unique within its kind, stable across versions: it is written into files.</summary>
    string Name { get; }
}
