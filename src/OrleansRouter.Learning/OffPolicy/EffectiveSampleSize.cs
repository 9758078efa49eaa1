namespace OrleansRouter.Learning.OffPolicy;

/// <summary>n_eff = (Σw)²/Σw²: how many equally weighted rows would know as much.</summary>
[Paper("Kish 1965", "effective sample size")]
public static class EffectiveSampleSize
{
    /// <summary>Computes it; 0 where every weight is 0.</summary>
    /// <param name="sum">Σw ≥ 0.</param>
    /// <param name="sumOfSquares">Σw² ≥ 0.</param>
    public static double Of(double sum, double sumOfSquares) => sumOfSquares > 0 ? sum * sum / sumOfSquares : 0;
}
