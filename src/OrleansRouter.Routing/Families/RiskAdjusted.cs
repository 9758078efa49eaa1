using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>q̄ − β·σ, the quality that families learn which do not predict risk by itself.</summary>
/// <remarks>Where σ of a query is unknown, the model's mean σ stands in; where queries were observed once, σ is 0.</remarks>
/// <param name="Quality">n × K; NaN where quality is unknown.</param>
/// <param name="MeanRisk">Mean σ of every model, length K.</param>
[Paper("DARS", "risk-adjusted quality")]
internal sealed record RiskAdjusted(Matrix<double> Quality, double[] MeanRisk)
{
    /// <summary>The labels of a validated training set.</summary>
    /// <param name="data">The training set.</param>
    /// <param name="riskAversion">β ≥ 0.</param>
    public static RiskAdjusted Of(TrainingSet data, double riskAversion)
    {
        double[] meanRisk = ModelMeans.Of(data).Risk;
        var quality = new Matrix<double>(data.Quality.Rows, data.Quality.Columns);
        for (int i = 0; i < quality.Rows; i++)
        {
            for (int k = 0; k < quality.Columns; k++)
            {
                double risk = data.Risk is { } known && !double.IsNaN(known[i, k]) ? known[i, k] : meanRisk[k];
                quality[i, k] = data.Quality[i, k] - (riskAversion * risk);
            }
        }

        return new RiskAdjusted(quality, meanRisk);
    }
}
