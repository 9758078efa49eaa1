using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>A family to evaluate.</summary>
/// <param name="Family">The family.</param>
/// <param name="Options">Its options, or null for the defaults.</param>
public sealed record EvaluatedFamily(IRouterFamily Family, object? Options = null);
