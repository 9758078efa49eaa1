namespace OrleansRouter.Learning.Causal;

/// <summary>A fitted function Δ̂(s).</summary>
public interface IEffect : IRegressionModel
{
    /// <summary>Sampling variance of Δ̂ at one row from its last regressions (that of the nuisances is not in it), or null where they have none.</summary>
    double? Variance(ReadOnlySpan<float> row);
}
