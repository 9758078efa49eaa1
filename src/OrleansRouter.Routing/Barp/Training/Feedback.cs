namespace OrleansRouter.Routing.Barp.Training;

/// <summary>One outcome, seen under one preference: what a policy gradient needs of it.</summary>
/// <param name="Query">Number of the query.</param>
/// <param name="Weights">The preference it teaches for.</param>
/// <param name="Arm">The model that was asked.</param>
/// <param name="Probability">μ: with which probability it was asked, in (0, 1].</param>
/// <param name="Quality">q of that model.</param>
/// <param name="NormalisedCost">c̃ of that model.</param>
internal readonly record struct Feedback(int Query, SimplexWeights Weights, int Arm, double Probability, double Quality, double NormalisedCost)
{
    /// <summary>r under the preference.</summary>
    public double Reward => Weights.Reward(Quality, NormalisedCost);
}
