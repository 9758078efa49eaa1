using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>Posterior means of the coefficients, in the coordinates of the problem, under one hypothesis.</summary>
internal readonly record struct JointPosterior(double LogEvidence, double[] Treated, double[] Control);

/// <summary>
/// The posterior of (w₁, w₀) under one hypothesis. Prior per feature: variances σ₁² and σ₀², covariance ρσ₁σ₀, with σₜ² such that the features
/// explain the share hₜ of the outcome's variance; flat priors on the levels, which drop out by centring within t.
/// </summary>
/// <remarks>
/// In the eigenvectors of the scatter of the rows with t = 0 the block of w₀ is diagonal, so that each hypothesis costs one Cholesky
/// factorisation of its Schur complement, d × d.
/// </remarks>
internal sealed class JointProblem
{
    private readonly GramStatistics _treated;
    private readonly GramStatistics _control;
    private readonly SymmetricEigen _axes;
    private readonly double[] _controlScatter;
    private readonly Matrix<double> _treatedScatter;
    private readonly double[] _treatedMoments;
    private readonly double[] _controlMoments;
    private readonly double _meanSquare;

    public JointProblem(GramStatistics treated, GramStatistics control)
    {
        _treated = treated;
        _control = control;
        int features = treated.FeatureCount;
        _axes = SymmetricEigen.Of(control.FeatureScatter());
        _controlScatter = [.. _axes.Values.Select(value => Math.Max(value, 0))];
        _treatedScatter = Rotate(treated.FeatureScatter());
        _treatedMoments = Rotate(Moments(treated));
        _controlMoments = Rotate(Moments(control));
        double trace = Enumerable.Range(0, features).Sum(j => treated.Scatter[j, j] + control.Scatter[j, j]);
        _meanSquare = trace > 0 ? trace / (treated.Weight + control.Weight) : 1;
    }

    /// <summary>Posterior and log p(outcomes | features, hypothesis), the latter up to a constant.</summary>
    public JointPosterior Solve(JointHypothesis hypothesis)
    {
        (double noise1, double prior1) = Variances(_treated, hypothesis.TreatedShare);
        (double noise0, double prior0) = Variances(_control, hypothesis.ControlShare);
        double rest = 1 - (hypothesis.Correlation * hypothesis.Correlation);
        double q11 = 1 / (prior1 * rest), q00 = 1 / (prior0 * rest), q10 = -hypothesis.Correlation / (rest * Math.Sqrt(prior1 * prior0));
        int features = _controlScatter.Length;
        double[] diagonal = [.. _controlScatter.Select(value => (value / noise0) + q00)];
        var schur = new Matrix<double>(features, features);
        var mean1 = new double[features];
        double logEvidence = LevelAndNoise(_treated, noise1) + LevelAndNoise(_control, noise0) - (features * Math.Log(prior1 * prior0 * rest));
        for (int j = 0; j < features; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                schur[j, k] = _treatedScatter[j, k] / noise1;
            }

            double moment0 = _controlMoments[j] / noise0;
            schur[j, j] += q11 - (q10 * q10 / diagonal[j]);
            mean1[j] = (_treatedMoments[j] / noise1) - (q10 * moment0 / diagonal[j]);
            logEvidence += (moment0 * moment0 / diagonal[j]) - Math.Log(diagonal[j]);
        }

        var factor = Cholesky.TryFactor(schur) ?? throw new InvalidOperationException("The posterior precision is not positive definite.");
        factor.SolveLower(mean1);
        logEvidence += mean1.Sum(x => x * x) - (2 * Enumerable.Range(0, features).Sum(j => Math.Log(factor.Lower[j, j])));
        factor.SolveUpper(mean1);
        double[] mean0 = [.. mean1.Select((w, j) => ((_controlMoments[j] / noise0) - (q10 * w)) / diagonal[j])];
        return new JointPosterior(logEvidence / 2, mean1, mean0);
    }

    /// <summary>The regression with these coefficients, in the features' own coordinates.</summary>
    public LinearModel ToModel(double[] rotated, bool treated)
    {
        GramStatistics source = treated ? _treated : _control;
        var coefficients = new double[rotated.Length];
        double intercept = source.Mean[^1];
        for (int i = 0; i < coefficients.Length; i++)
        {
            for (int j = 0; j < rotated.Length; j++)
            {
                coefficients[i] += _axes.Vectors[i, j] * rotated[j];
            }

            intercept -= coefficients[i] * source.Mean[i];
        }

        return new LinearModel(coefficients, intercept);
    }

    /// <summary>Variance of the noise, and of each coefficient; outcomes that do not vary teach nothing, on any scale.</summary>
    private (double Noise, double Prior) Variances(GramStatistics source, double share)
    {
        double variance = Square(source) / source.Weight;
        variance = variance > 0 ? variance : 1;
        return (variance * (1 - share), variance * share / _meanSquare);
    }

    /// <summary>Twice the log likelihood of the outcomes when nothing explains them, the level integrated out.</summary>
    private static double LevelAndNoise(GramStatistics source, double noise) => -((source.Weight - 1) * Math.Log(noise)) - (Square(source) / noise);

    private static double Square(GramStatistics source) => source.Scatter[source.FeatureCount, source.FeatureCount];

    private static double[] Moments(GramStatistics source) =>
        [.. Enumerable.Range(0, source.FeatureCount).Select(j => source.Scatter[j, source.FeatureCount])];

    private double[] Rotate(double[] vector) =>
        [.. Enumerable.Range(0, vector.Length).Select(j => Enumerable.Range(0, vector.Length).Sum(i => _axes.Vectors[i, j] * vector[i]))];

    /// <summary>Vᵀ·A·V.</summary>
    private Matrix<double> Rotate(Matrix<double> matrix)
    {
        var half = new Matrix<double>(matrix.Rows, matrix.Columns);
        for (int i = 0; i < matrix.Rows; i++)
        {
            Rotate(matrix.Row(i).ToArray()).CopyTo(half.Row(i));
        }

        var rotated = new Matrix<double>(matrix.Rows, matrix.Columns);
        for (int j = 0; j < matrix.Columns; j++)
        {
            int column = j;
            Rotate([.. Enumerable.Range(0, matrix.Rows).Select(i => half[i, column])]).CopyTo(rotated.Row(j));
        }

        return rotated;
    }
}
