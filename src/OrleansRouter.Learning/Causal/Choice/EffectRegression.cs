namespace OrleansRouter.Learning.Causal;

/// <summary>The last regression of the R- and of the DR-learner: Δ̂ = argmin Σ wᵢ(zᵢ − h(sᵢ))² over the rows of positive weight.</summary>
/// <param name="Data">The rows, all of positive weight.</param>
/// <param name="Targets">z: per row.</param>
/// <param name="Weights">w: per row, or null for all ones.</param>
internal sealed record EffectRegression(CausalData Data, double[] Targets, double[]? Weights)
{
    /// <summary>The regression on the rows that are kept.</summary>
    /// <exception cref="NoOverlapException">There are none.</exception>
    public static EffectRegression Of(CausalData data, double[] targets, double[]? weights, Func<int, bool> isKept)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(i => isKept(i) && (weights?[i] ?? 1) > 0)];
        return rows.Length > 0 ? new EffectRegression(data, targets, weights).Select(rows) : throw new NoOverlapException(data.Count);
    }

    /// <summary>The same on some rows, in the given order.</summary>
    public EffectRegression Select(int[] rows) => new(
        Data.Select(rows), [.. rows.Select(i => Targets[i])], Weights is null ? null : [.. rows.Select(i => Weights[i])]);
}
