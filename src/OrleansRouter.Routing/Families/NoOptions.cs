namespace OrleansRouter.Routing.Families;

/// <summary>The options of a family that has nothing to set.</summary>
public sealed record NoOptions;
