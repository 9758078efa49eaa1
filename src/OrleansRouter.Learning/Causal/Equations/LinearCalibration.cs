namespace OrleansRouter.Learning.Causal;

/// <summary>Weighted least squares of one variable: y ≈ a + b·x.</summary>
/// <param name="Intercept">a.</param>
/// <param name="Slope">b.</param>
public readonly record struct LinearCalibration(double Intercept, double Slope)
{
    /// <summary>Fits a and b; b = 1 where x does not vary, so that only the level is fitted.</summary>
    /// <param name="x">Length n ≥ 1.</param>
    /// <param name="y">Length n.</param>
    /// <param name="weights">Length n with a positive sum, or null for all ones.</param>
    public static LinearCalibration Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[]? weights)
    {
        double total = 0, meanX = 0, meanY = 0, squares = 0, products = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double weight = weights?[i] ?? 1;
            if (weight > 0)
            {
                total += weight;
                (double deltaX, double deltaY) = (x[i] - meanX, y[i] - meanY);
                meanX += weight / total * deltaX;
                meanY += weight / total * deltaY;
                squares += weight * deltaX * (x[i] - meanX);
                products += weight * deltaX * (y[i] - meanY);
            }
        }

        double slope = squares > 1e-12 * total * ((meanX * meanX) + 1e-12) ? products / squares : 1;
        return new LinearCalibration(meanY - (slope * meanX), slope);
    }
}
