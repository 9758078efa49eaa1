namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>A policy that is compared: from a test query and a preference to a number per model, of which the largest wins.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Score">Scores all models. Called by one thread at a time.</param>
internal sealed record Contestant(string Name, Contestant.Scorer Score)
{
    /// <summary>Scores all models for one test query.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="embedding">Its prompt vector.</param>
    /// <param name="weights">The preference.</param>
    /// <param name="scores">Destination, length K.</param>
    public delegate void Scorer(int row, ReadOnlySpan<float> embedding, SimplexWeights weights, Span<double> scores);
}
