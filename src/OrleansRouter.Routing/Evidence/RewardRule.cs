using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Evidence;

/// <summary>What a logged answer is worth: r = w_q·score − λ·min(cost/τ, 1).</summary>
public sealed record RewardRule
{
    /// <summary>w_q. Default 1.</summary>
    [Range(0.0, 100.0)] public double QualityWeight { get; init; } = 1;

    /// <summary>λ. Default 0: quality alone.</summary>
    [Range(0.0, 100.0)] public double CostWeight { get; init; }

    /// <summary>τ in US dollars, above which a call counts as no dearer.</summary>
    [Range(double.Epsilon, double.MaxValue)] public double CostCapUsd { get; init; } = 1;

    /// <summary>The smallest possible reward.</summary>
    public double Lowest => -CostWeight;

    /// <summary>The largest possible reward.</summary>
    public double Highest => QualityWeight;

    /// <summary>r; null where the score, or a cost that counts, is not known.</summary>
    public double? Of(LoggedChoice choice) => choice.Score is not { } score ? null
        : CostWeight == 0 ? QualityWeight * score
        : choice.CostUsd is { } costUsd ? (QualityWeight * score) - (CostWeight * Math.Min(costUsd / CostCapUsd, 1))
        : null;

    /// <summary>(r − lowest)/(highest − lowest), in [0, 1].</summary>
    public double? Normalised(LoggedChoice choice) => (Of(choice) - Lowest) / (Highest - Lowest);

    /// <summary>The rule after checking its ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or both weights are 0.</exception>
    public RewardRule Validated()
    {
        Learning.FitGuard.Validated(this);
        return Highest > Lowest ? this : throw new ArgumentException("RewardRule: QualityWeight and CostWeight are both 0; nothing would count.");
    }
}
