namespace OrleansRouter.Learning.Causal;

/// <summary>
/// How well predictions h of an effect are calibrated on rows they were not fitted to: the slope λ of the regression of the targets z on h through the
/// origin, λ̂ = Σwzh/Σwh², and t = Σwzh/√Σ(wzh)², which is standard normal in large samples where the effect is 0.
/// </summary>
/// <param name="Slope">λ̂, moved into [0, 1]: by how much h has to be shrunk.</param>
/// <param name="Reduction">By how much λ̂·h has a smaller loss Σw(z − λ̂h)² than no effect, at least 0.</param>
/// <param name="TStatistic">t; 0 where h is 0.</param>
[Paper("Chernozhukov, Demirer, Duflo, Fernández-Val 2018", "best linear predictor of the effect")]
internal readonly record struct EffectCalibration(double Slope, double Reduction, double TStatistic)
{
    /// <summary>Holds predictions against targets.</summary>
    /// <param name="targets">z, length n.</param>
    /// <param name="weights">w, length n, or null for all ones.</param>
    /// <param name="predictions">h, length n, out of sample.</param>
    public static EffectCalibration Of(double[] targets, double[]? weights, double[] predictions)
    {
        double products = 0, squares = 0, variance = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double weighted = (weights?[i] ?? 1) * predictions[i], product = weighted * targets[i];
            products += product;
            squares += weighted * predictions[i];
            variance += product * product;
        }

        double slope = squares > 0 ? Math.Clamp(products / squares, 0, 1) : 0;
        return new EffectCalibration(slope, slope * ((2 * products) - (slope * squares)), variance > 0 ? products / Math.Sqrt(variance) : 0);
    }
}
