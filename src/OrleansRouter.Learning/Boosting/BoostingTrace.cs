using OrleansRouter.Learning.Trees.Ensembles;

namespace OrleansRouter.Learning.Boosting;

/// <summary>What training leaves.</summary>
/// <param name="InitialScore">Score before the first tree.</param>
/// <param name="Trees">The kept trees, shrunk by the learning rate.</param>
/// <param name="ValidationLosses">Mean loss of the held-out rows after each round; empty without such rows.</param>
internal sealed record BoostingTrace(double InitialScore, TreeEnsemble Trees, IReadOnlyList<double> ValidationLosses);
