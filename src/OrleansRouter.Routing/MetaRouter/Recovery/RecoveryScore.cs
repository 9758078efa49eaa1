using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>How near one router of one seed came to the truth.</summary>
/// <param name="GainError">Root mean square of m̂ − m over the test queries, in units of gold.</param>
/// <param name="Area">Mean over usage ratios from 0.2 to 0.8 of the expected gain over the random router, per query, in units of gold.</param>
/// <param name="ShiftError">Root mean square of Δ̂ − Δ; null for routers without Δ̂.</param>
public sealed record RecoveryScore(double GainError, double Area, double? ShiftError)
{
    /// <summary>Holds a router against the truth.</summary>
    internal static RecoveryScore Of(RecoverySample sample, IRegressionModel gain, CateFit? shift, double factor)
    {
        double[] gains = [.. Predict(gain, sample).Select(prediction => prediction / factor)];
        double area = EfficiencyGain.AreaOf(gains, sample.Gain);
        return new RecoveryScore(RootMeanSquare(gains, sample.Gain), area, shift is null ? null : RootMeanSquare(Predict(shift.Model, sample), sample.Shift));
    }

    private static double[] Predict(IRegressionModel model, RecoverySample sample)
    {
        var predictions = new double[sample.Test.Rows];
        model.Predict(sample.Test, predictions);
        return predictions;
    }

    private static double RootMeanSquare(double[] estimate, double[] truth) => Math.Sqrt(estimate.Zip(truth, (a, b) => (a - b) * (a - b)).Average());
}
