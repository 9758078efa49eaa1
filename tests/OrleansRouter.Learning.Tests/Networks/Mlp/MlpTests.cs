using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Networks.Mlp;

public sealed class MlpTests
{
    private static readonly Data Sklearn = Fixture.Load<Data>("mlp");

    [Fact]
    public void MlpRegressor_DefaultOptions_PredictsNewRowsAsWellAsSklearn()
    {
        (Matrix<float> train, Matrix<float> test) = Split();
        double[] expected = Sklearn.Targets[Sklearn.TrainRows..], r2 = [.. Enumerable.Range(100, 8).Select(seed =>
        {
            var model = new MlpRegressor().Fit(train, Sklearn.Targets[..Sklearn.TrainRows], null, (ulong)seed, FitContext.Default);
            double[] predicted = new double[test.Rows];
            model.Predict(test, predicted);
            double mean = expected.Average();
            return 1 - (expected.Zip(predicted, (y, p) => (y - p) * (y - p)).Sum() / expected.Sum(y => (y - mean) * (y - mean)));
        })];
        ShouldHaveTheSameMean(r2, Sklearn.R2);
    }

    [Fact]
    public void MlpClassifier_StrongPenalty_IsAsWellCalibratedAsSklearn()
    {
        (Matrix<float> train, Matrix<float> test) = Split();
        var classifier = new MlpClassifier(new MlpOptions { HiddenWidths = [16], L2 = 1, MaxIterations = 300 });
        double[] logLoss = [.. Enumerable.Range(100, 5).Select(seed =>
        {
            var model = classifier.Fit(train, Sklearn.Labels[..Sklearn.TrainRows], null, (ulong)seed, FitContext.Default);
            return Enumerable.Range(0, test.Rows).Average(i =>
                -Math.Log(Sklearn.Labels[Sklearn.TrainRows + i] ? model.PredictProbability(test.Row(i)) : 1 - model.PredictProbability(test.Row(i))));
        })];
        ShouldHaveTheSameMean(logLoss, Sklearn.LogLoss);
    }

    [Fact]
    public void MultiMlp_ThreeTargetsOfDifferentScales_LearnsThemAll()
    {
        Matrix<float> x = LearnerData.Features(200, 4, 1);
        var y = new Matrix<double>(200, 3, [.. Enumerable.Range(0, 200).SelectMany(i => new[] { 1e-4 * x[i, 0], 5 + (1e3 * x[i, 1]), 0.25 })]);
        MultiMlpModel model = MultiMlp.Fit(x, y, null, new MlpOptions { BatchRows = 50, MaxIterations = 100 }, 1, FitContext.Default);
        Matrix<double> predicted = model.Predict(x);
        Enumerable.Range(0, 200).Average(i => Math.Pow((predicted[i, 0] - y[i, 0]) / 1e-4, 2)).ShouldBeLessThan(0.05);
        Enumerable.Range(0, 200).Average(i => Math.Pow((predicted[i, 1] - y[i, 1]) / 1e3, 2)).ShouldBeLessThan(0.05);
        Enumerable.Range(0, 200).Select(i => predicted[i, 2]).ShouldAllBe(p => p == 0.25);
        double[] row = new double[3];
        model.Predict(x.Row(7), row);
        row.ShouldBe(predicted.Row(7).ToArray());
        byte[] bytes = LearnerData.Bytes(model.Write);
        LearnerData.Bytes(MultiMlpModel.Read(new ModelReader(bytes)).Write).ShouldBe(bytes);
        Should.Throw<ModelFormatException>(() => new MlpRegressor().Read(new ModelReader(bytes))).Message.ShouldContain("several outputs");
    }

    [Fact]
    public void MultiMlp_UnknownTargets_LearnsEachFromTheRowsThatKnowIt()
    {
        Matrix<float> x = LearnerData.Features(200, 4, 1);
        var full = new Matrix<double>(200, 2, [.. Enumerable.Range(0, 200).SelectMany(i => new double[] { x[i, 0], 5 - x[i, 1] })]);
        var holed = new Matrix<double>(200, 3, [.. Enumerable.Range(0, 200).SelectMany(i =>
            new[] { i % 3 == 0 ? double.NaN : full[i, 0], i % 2 == 0 ? double.NaN : full[i, 1], double.NaN })]);
        Matrix<double> predicted = MultiMlp.Fit(x, holed, null, new MlpOptions { BatchRows = 50, MaxIterations = 100 }, 1, FitContext.Default).Predict(x);
        for (int k = 0; k < 2; k++)
        {
            Enumerable.Range(0, 200).Average(i => Math.Pow(predicted[i, k] - full[i, k], 2)).ShouldBeLessThan(0.1, $"target {k}");
        }

        Enumerable.Range(0, 200).Select(i => predicted[i, 2]).ShouldAllBe(p => p == 0);
    }

    [Fact]
    public void Fit_ValidationShare_StopsOnHeldOutRows()
    {
        Matrix<float> x = LearnerData.Features(120, 5, 1);
        double[] noise = [.. LearnerData.Features(120, 1, 9).Values.Select(v => (double)v)];
        var options = new MlpOptions { BatchRows = 16, MaxIterations = 200, LearningRate = 0.01, L2 = 0 };
        double Error(MlpOptions o)
        {
            double[] predicted = new double[120];
            new MlpRegressor(o).Fit(x, noise, null, 1, FitContext.Default).Predict(x, predicted);
            return LearnerData.RootMeanSquare(predicted, noise);
        }

        // There is nothing to learn: watching held-out rows must keep the network from memorising the noise.
        Error(options).ShouldBeLessThan(0.5);
        Error(options with { ValidationShare = 0.3 }).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void Predict_ManyThreads_EachGetsItsOwnRow()
    {
        Matrix<float> x = LearnerData.Features(200, 4, 1);
        IRegressionModel model = new MlpRegressor(new MlpOptions { MaxIterations = 2 }).Fit(x, LearnerData.Targets(x, 2), null, 1, FitContext.Default);
        double[] expected = [.. Enumerable.Range(0, 200).Select(i => model.Predict(x.Row(i)))], actual = new double[200];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => actual[i] = model.Predict(x.Row(i)));
        actual.ShouldBe(expected);
    }

    [Fact]
    public void Predict_OneRow_AllocatesNothing()
    {
        Matrix<float> x = LearnerData.Features(50, 4, 1);
        IRegressionModel model = new MlpRegressor(new MlpOptions { MaxIterations = 1 }).Fit(x, LearnerData.Targets(x, 2), null, 1, FitContext.Default);
        model.Predict(x.Row(0));
        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Predict(x.Row(1));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Predict_WrongWidth_Refused()
    {
        Matrix<float> x = LearnerData.Features(50, 4, 1);
        IRegressionModel model = new MlpRegressor(new MlpOptions { MaxIterations = 1 }).Fit(x, LearnerData.Targets(x, 2), null, 1, FitContext.Default);
        Should.Throw<ArgumentException>(() => model.Predict(x.Row(0)[..3])).Message.ShouldContain("3 features; the model has 4");
    }

    [Fact]
    public void Options_OutOfRange_RefusedByName()
    {
        Should.Throw<ArgumentException>(() => new MlpRegressor(new MlpOptions { HiddenWidths = [8, 0] })).Message.ShouldContain("HiddenWidths is 8, 0");
        Should.Throw<ArgumentException>(() => new MlpClassifier(new MlpOptions { L2 = -1 })).Message.ShouldContain("L2");
        Should.Throw<ArgumentException>(() => new MlpRegressor(new MlpOptions { LearningRate = double.NaN })).Message.ShouldContain("LearningRate");
    }

    private static (Matrix<float> Train, Matrix<float> Test) Split()
    {
        Matrix<float> Part(float[][] rows) => new(rows.Length, rows[0].Length, [.. rows.SelectMany(r => r)]);
        return (Part(Sklearn.Features[..Sklearn.TrainRows]), Part(Sklearn.Features[Sklearn.TrainRows..]));
    }

    // Both means within three standard errors of their difference.
    private static void ShouldHaveTheSameMean(double[] ours, double[] theirs)
    {
        double error = Math.Sqrt((Variance(ours) / ours.Length) + (Variance(theirs) / theirs.Length));
        ours.Average().ShouldBe(theirs.Average(), 3 * error, string.Join(", ", ours));
    }

    private static double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);

    private sealed record Data(int TrainRows, float[][] Features, double[] Targets, bool[] Labels, double[] R2, double[] LogLoss);
}
