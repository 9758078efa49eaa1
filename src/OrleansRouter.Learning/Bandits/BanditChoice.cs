namespace OrleansRouter.Learning.Bandits;

/// <summary>The arm that was taken.</summary>
/// <param name="Arm">Its index.</param>
/// <param name="Probability">The probability with which it was taken among the eligible arms: the propensity to log.</param>
public readonly record struct BanditChoice(int Arm, double Probability);
