namespace OrleansRouter.Learning.OffPolicy;

/// <summary>One logged decision, as off-policy evaluation sees it.</summary>
/// <param name="LoggedProbability">μ(a|x) ∈ (0, 1], with which the logged action was taken.</param>
/// <param name="TargetProbability">π(a|x) ∈ [0, 1], with which the evaluated policy takes that action.</param>
/// <param name="Reward">r, what it earned.</param>
/// <param name="PredictedReward">q̂(x, a), what a model of rewards expects of that action; only the doubly robust estimate uses it.</param>
/// <param name="PredictedValue">Σ_b π(b|x)·q̂(x, b), what the model expects of the evaluated policy.</param>
public readonly record struct LoggedOutcome(
    double LoggedProbability, double TargetProbability, double Reward, double PredictedReward = 0, double PredictedValue = 0);
