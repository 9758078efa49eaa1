using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>One setting of the recovery study.</summary>
/// <param name="Bias">Shape of the judge's bias.</param>
/// <param name="Overlap">How gold and preferences share the queries.</param>
/// <param name="GoldSize">n.</param>
public sealed record RecoveryScenario(BiasShape Bias, LabelOverlap Overlap, int GoldSize);
