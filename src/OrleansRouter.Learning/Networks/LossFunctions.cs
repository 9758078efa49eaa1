using OrleansRouter.Learning.Networks.Losses;

namespace OrleansRouter.Learning.Networks;

/// <summary>
/// The losses. Each gives one column, a loss per row, so that they are weighted by <c>loss.Times(weights)</c>, scaled and added like any
/// other node; training minimises the mean over the batch. Targets are inputs: no gradient flows into them.
/// </summary>
public static class LossFunctions
{
    /// <summary>(1/K)·Σⱼ wⱼ(pⱼ − tⱼ)².</summary>
    /// <param name="prediction">p, K columns.</param>
    /// <param name="target">t, as wide.</param>
    /// <param name="weights">w ≥ 0, as wide, 0 where a target is unknown; null means all ones.</param>
    public static Node SquaredError(this Node prediction, Node target, Node? weights = null) =>
        new SquaredError(prediction, CheckTarget(prediction, target), weights is null ? null : CheckTarget(prediction, weights));

    /// <summary>(1/K)·Σⱼ wⱼ times the cross-entropy of σ(zⱼ) against tⱼ in [0, 1].</summary>
    /// <param name="logits">z, K columns.</param>
    /// <param name="target">t, as wide.</param>
    /// <param name="weights">w ≥ 0, as wide, 0 where a target is unknown; null means all ones.</param>
    public static Node BinaryCrossEntropy(this Node logits, Node target, Node? weights = null) =>
        new BinaryCrossEntropy(logits, CheckTarget(logits, target), weights is null ? null : CheckTarget(logits, weights));

    /// <summary>−log softmax(z) at the class of the row.</summary>
    public static Node CrossEntropy(this Node logits, IndexInput classes) => new CrossEntropy(logits, classes);

    /// <summary>−Σⱼ tⱼ log softmax(z)ⱼ for a distribution per row.</summary>
    public static Node CrossEntropy(this Node logits, Node target) => new SoftCrossEntropy(logits, CheckTarget(logits, target));

    /// <summary>−A·log π(a) − β·H(π) with π = softmax(z): REINFORCE, whose advantage is A = r − b (reward less baseline).</summary>
    /// <param name="logits">z.</param>
    /// <param name="actions">The action a that was sampled.</param>
    /// <param name="advantages">A, one column.</param>
    /// <param name="entropyWeight">β ≥ 0.</param>
    [Paper("BaRP", "eq. 5")]
    public static Node PolicyGradient(this Node logits, IndexInput actions, Node advantages, double entropyWeight) =>
        logits.CrossEntropy(actions).Times(advantages).Plus(logits.NegativeEntropy(entropyWeight));

    /// <summary>E_π[max U − Uₐ] − β·H(π) with π = softmax(z), for known utilities; the mean over policies where several lie side by side.</summary>
    /// <param name="logits">z; divide them by the temperature where that is not 1.</param>
    /// <param name="utilities">U, as wide as the logits; NaN where an arm takes no part.</param>
    /// <param name="entropyWeight">β ≥ 0; it needs a single policy.</param>
    /// <param name="policies">How many softmax policies, each over its own stretch of a row, lie side by side.</param>
    public static Node ExpectedRegret(this Node logits, Node utilities, double entropyWeight = 0, int policies = 1)
    {
        if (policies < 1 || logits.Columns % policies != 0 || (policies > 1 && entropyWeight != 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(policies), policies, $"Must divide the {logits.Columns} logits, and be 1 where the entropy weight is not 0.");
        }

        Node regret = new ExpectedRegret(logits, CheckTarget(logits, utilities), policies);
        return entropyWeight == 0 ? regret : regret.Plus(logits.NegativeEntropy(entropyWeight));
    }

    /// <summary>Σₚ −log(e^sₚ/(e^sₚ + Σₙ e^sₙ)) over the positives p and negatives n of the row.</summary>
    /// <param name="scores">s, for example cosines divided by a temperature.</param>
    /// <param name="marks">As wide: above 0 a positive, below 0 a negative, 0 neither.</param>
    public static Node Contrastive(this Node scores, Node marks) => new Contrastive(scores, CheckTarget(scores, marks));

    private static Node NegativeEntropy(this Node logits, double weight) => weight >= 0 && double.IsFinite(weight)
        ? new NegativeEntropy(logits).Times(weight)
        : throw new ArgumentOutOfRangeException(nameof(weight), weight, "An entropy weight must be finite and at least 0.");

    private static Node CheckTarget(Node prediction, Node target)
    {
        if (target.NeedsGradient)
        {
            throw new ArgumentException("A target must not depend on learned parameters.", nameof(target));
        }

        return (prediction.Columns, prediction.FixedRows) == (target.Columns, target.FixedRows)
            ? target
            : throw new ArgumentException($"Prediction and target must have the same shape; got widths {prediction.Columns} and {target.Columns}.", nameof(target));
    }
}
