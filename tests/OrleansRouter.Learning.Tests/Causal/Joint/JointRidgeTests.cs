using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal.Joint;

public sealed class JointRidgeTests
{
    private static readonly JointHypothesis Some = new(0.2, 0.1, 0.8);

    [Fact]
    public void Solve_OneHypothesis_SolvesTheJointNormalEquations()
    {
        CausalData data = Sample(treated: 7, control: 11, features: 3, _ => 0);
        JointRidgeModel model = JointRidge.Fit(data, Only(Some), FitContext.Default);

        // Where the posterior of (w₁, w₀) peaks, the residuals pull as hard as the prior pushes.
        (double noise1, double prior1) = Variances(data, treated: true, Some.TreatedShare);
        (double noise0, double prior0) = Variances(data, treated: false, Some.ControlShare);
        double covariance = Some.Correlation * Math.Sqrt(prior1 * prior0), determinant = (prior1 * prior0) - (covariance * covariance);
        double[] w1 = model.Treated.Coefficients, w0 = model.Control.Coefficients;
        for (int j = 0; j < 3; j++)
        {
            Pull(data, model.Treated.Predict, treated: true, j).ShouldBe(noise1 * ((prior0 * w1[j]) - (covariance * w0[j])) / determinant, 1e-9);
            Pull(data, model.Control.Predict, treated: false, j).ShouldBe(noise0 * ((prior1 * w0[j]) - (covariance * w1[j])) / determinant, 1e-9);
        }
    }

    [Fact]
    public void Weights_OfTwoHypotheses_AreTheirMarginalLikelihoods()
    {
        CausalData data = Sample(treated: 5, control: 6, features: 2, _ => 0);
        JointHypothesis other = Some with { Correlation = -0.3 };
        var options = Only(Some) with { Correlations = [Some.Correlation, other.Correlation] };

        var weights = JointRidge.Fit(data, options, FitContext.Default).Hypotheses;

        double ratio = Math.Exp(LogLikelihood(data, Some) - LogLikelihood(data, other));
        (weights[0].Weight / weights[1].Weight).ShouldBe(ratio, 1e-6 * ratio);
        weights.Sum(h => h.Weight).ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Fit_SourcesThatAgree_LearnFromEachOther()
    {
        CausalData data = Sample(treated: 40, control: 600, features: 20, _ => 0, noise: 2);

        JointRidgeModel joint = JointRidge.Fit(data, new JointRidgeOptions(), FitContext.Default);
        JointRidgeModel apart = JointRidge.Fit(data, new JointRidgeOptions { Correlations = [0] }, FitContext.Default);

        joint.Correlation.ShouldBeGreaterThan(0.6);
        SquaredError(joint).ShouldBeLessThan(0.4 * SquaredError(apart));
    }

    [Fact]
    public void Fit_SourcesThatContradict_KeepApart()
    {
        CausalData data = Sample(treated: 150, control: 600, features: 5, s => -2 * Truth(s), noise: 0.5);

        JointRidgeModel joint = JointRidge.Fit(data, new JointRidgeOptions(), FitContext.Default);

        // 150 rows with noise ½ leave a standard error of about 0.04 on a coefficient of 1/√5.
        joint.Correlation.ShouldBeLessThan(-0.4);
        joint.Treated.Coefficients[0].ShouldBe(-1 / Math.Sqrt(5), 0.16);
        joint.Control.Coefficients[0].ShouldBe(1 / Math.Sqrt(5), 0.08);
    }

    [Fact]
    public void Effect_OneSourceOnAnotherLevel_TakesUpTheLevelAlone()
    {
        CausalData data = Sample(30, 50, 4, _ => 0);
        CausalData moved = data with { Outcomes = [.. data.Outcomes.Select((o, i) => data.Treated[i] ? o + 7 : o)] };

        JointRidgeModel before = JointRidge.Fit(data, new JointRidgeOptions(), FitContext.Default);
        JointRidgeModel after = JointRidge.Fit(moved, new JointRidgeOptions(), FitContext.Default);

        (after.Effect.Intercept - before.Effect.Intercept).ShouldBe(7, 1e-9);
        after.Effect.Coefficients.Zip(before.Effect.Coefficients).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        CausalData data = Sample(30, 50, 4, s => s[1]);

        double[] one = JointRidge.Fit(data, new JointRidgeOptions(), new FitContext(1)).Treated.Coefficients;

        JointRidge.Fit(data, new JointRidgeOptions(), new FitContext(4)).Treated.Coefficients.ShouldBe(one);
    }

    [Fact]
    public void Fit_NothingVaries_PredictsTheMeans()
    {
        var data = new CausalData { Features = new Matrix<float>(4, 2), Treated = [true, false, true, false], Outcomes = [3, 1, 3, 1] };

        JointRidgeModel model = JointRidge.Fit(data, new JointRidgeOptions(), FitContext.Default);

        model.Treated.Predict([5f, 5f]).ShouldBe(3, 1e-9);
        model.Control.Predict([5f, 5f]).ShouldBe(1, 1e-9);
    }

    [Theory]
    [InlineData(1), InlineData(-1), InlineData(double.NaN)]
    public void Options_CorrelationOutOfRange_IsNamed(double correlation) =>
        Should.Throw<ArgumentException>(() => JointRidge.Fit(Sample(3, 3, 1, _ => 0), new JointRidgeOptions { Correlations = [correlation] }, FitContext.Default))
            .Message.ShouldBe(FormattableString.Invariant($"Correlations is [{correlation}]; expected at least one number, each strictly between -1 and 1."));

    private static JointRidgeOptions Only(JointHypothesis one) =>
        new() { TreatedShares = [one.TreatedShare], ControlShares = [one.ControlShare], Correlations = [one.Correlation] };

    /// <summary>o = Σⱼ sⱼ/√d + t·shift(s) + noise.</summary>
    private static CausalData Sample(int treated, int control, int features, Func<float[], double> shift, double noise = 1)
    {
        var rng = new Rng(11);
        int rows = treated + control;
        var matrix = new Matrix<float>(rows, features, [.. Enumerable.Range(0, rows * features).Select(_ => (float)rng.NextGaussian())]);
        return new CausalData
        {
            Features = matrix,
            Treated = [.. Enumerable.Range(0, rows).Select(i => i < treated)],
            Outcomes = [.. Enumerable.Range(0, rows).Select(i => Truth(matrix.Row(i)) + (i < treated ? shift(matrix.Row(i).ToArray()) : 0) + (noise * rng.NextGaussian()))],
        };
    }

    private static double Truth(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float x in row)
        {
            sum += x;
        }

        return sum / Math.Sqrt(row.Length);
    }

    private static double SquaredError(JointRidgeModel model) =>
        model.Treated.Coefficients.Sum(w => Math.Pow(w - (1 / Math.Sqrt(model.Treated.FeatureCount)), 2));

    private delegate double Prediction(ReadOnlySpan<float> row);

    /// <summary>Σ (o − ô)·(sⱼ − s̄ⱼ) over the rows of one source.</summary>
    private static double Pull(CausalData data, Prediction predict, bool treated, int feature)
    {
        int[] rows = data.RowsWhere(treated);
        double mean = rows.Average(i => (double)data.Features[i, feature]);
        return rows.Sum(i => (data.Outcomes[i] - predict(data.Features.Row(i))) * (data.Features[i, feature] - mean));
    }

    private static (double Noise, double Prior) Variances(CausalData data, bool treated, double share)
    {
        int[] rows = data.RowsWhere(treated);
        double mean = rows.Average(i => data.Outcomes[i]), variance = rows.Average(i => Math.Pow(data.Outcomes[i] - mean, 2));
        double trace = Trace(data, data.RowsWhere(true)) + Trace(data, data.RowsWhere(false));
        return (variance * (1 - share), variance * share * data.Count / trace);
    }

    private static double Trace(CausalData data, int[] rows) => Enumerable.Range(0, data.Features.Columns).Sum(j => Scatter(data, rows, j));

    private static double Scatter(CausalData data, int[] rows, int feature)
    {
        double mean = rows.Average(i => (double)data.Features[i, feature]);
        return rows.Sum(i => Math.Pow(data.Features[i, feature] - mean, 2));
    }

    /// <summary>log N(o; 0, K) with a level of large variance per source, which stands for a flat prior.</summary>
    private static double LogLikelihood(CausalData data, JointHypothesis hypothesis)
    {
        const double flat = 1e6;
        (double noise1, double prior1) = Variances(data, treated: true, hypothesis.TreatedShare);
        (double noise0, double prior0) = Variances(data, treated: false, hypothesis.ControlShare);
        var covariance = new Matrix<double>(data.Count, data.Count);
        for (int i = 0; i < data.Count; i++)
        {
            for (int k = 0; k < data.Count; k++)
            {
                bool same = data.Treated[i] == data.Treated[k];
                double prior = same ? (data.Treated[i] ? prior1 : prior0) : hypothesis.Correlation * Math.Sqrt(prior1 * prior0);
                double product = Enumerable.Range(0, data.Features.Columns).Sum(j => (double)data.Features[i, j] * data.Features[k, j]);
                covariance[i, k] = (prior * product) + (same ? flat : 0) + (i == k ? (data.Treated[i] ? noise1 : noise0) : 0);
            }
        }

        Cholesky factor = Cholesky.TryFactor(covariance)!;
        double[] whitened = [.. data.Outcomes];
        factor.SolveLower(whitened);
        return -0.5 * (whitened.Sum(x => x * x) + (2 * Enumerable.Range(0, data.Count).Sum(i => Math.Log(factor.Lower[i, i]))));
    }
}
