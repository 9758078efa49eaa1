using OrleansRouter.Learning.Linear;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>q̂(x, a) of models that did not see the row's fold, so that errors of fit and of rewards stay independent.</summary>
/// <remarks>
/// Linear predictions are cut to the range of rewards. An action that no other fold has seen is expected to earn the mean reward of the other
/// folds. Neither costs the doubly robust estimate its lack of bias: any model that did not see the row will do.
/// </remarks>
[Paper("Chernozhukov et al. 2018", "definition 3.2 (cross-fitting)")]
public sealed class CrossFittedRewards
{
    private readonly IReadOnlyDictionary<string, MultiLinearModel?[]> _models;
    private readonly double[] _means;

    internal CrossFittedRewards(IReadOnlyDictionary<string, MultiLinearModel?[]> models, double[] means) => (_models, _means) = (models, means);

    /// <summary>q̂ of one action.</summary>
    /// <param name="unit">The row's unit, as it was when the models were fitted.</param>
    /// <param name="action">The action.</param>
    /// <param name="context">x, length d.</param>
    /// <param name="minReward">Smallest possible reward.</param>
    /// <param name="maxReward">Largest possible reward.</param>
    public double Predict(ulong unit, string action, ReadOnlySpan<float> context, double minReward, double maxReward)
    {
        int fold = FoldOf(unit, _means.Length);
        double predicted = _means[fold];
        if (_models.TryGetValue(action, out MultiLinearModel?[]? folds) && folds[fold] is { } model)
        {
            model.Predict(context, new Span<double>(ref predicted));
        }

        return Math.Clamp(predicted, minReward, maxReward);
    }

    /// <summary>Another hash than the bootstrap's, so that folds cut across its groups.</summary>
    internal static int FoldOf(ulong unit, int folds) => (int)Math.BigMul((unit ^ (unit >> 29)) * 0xBF58476D1CE4E5B9UL, (ulong)folds, out _);
}
