namespace OrleansRouter.Learning.Pieces;

/// <summary>What is known of a loop or step of a fit before there are data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pieces">At most how many pieces it has; 1 for a step.</param>
/// <param name="Inner">The loops of a step, which nobody needs once the step is done.</param>
public sealed record FitLoop(string Name, int Pieces, params IReadOnlyList<FitLoop> Inner);
