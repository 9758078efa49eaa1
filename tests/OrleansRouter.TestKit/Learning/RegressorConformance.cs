using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.TestKit.Learning;

/// <summary>What every <see cref="IRegressor"/> promises. Derive one test class per method and state its tolerances.</summary>
public abstract class RegressorConformance
{
    private const ulong Seed = 7;

    private static readonly Matrix<float> X = LearnerData.Features(160, 5, 1);
    private static readonly double[] Y = LearnerData.Targets(X, 2);

    /// <summary>The method under test, with options small enough for a fit in well under a second.</summary>
    protected abstract IRegressor Create();

    /// <summary>How far integer weights may lie from repeated rows: root mean square over that of the targets' deviation. Loose only for methods that draw rows.</summary>
    protected virtual double RepeatTolerance => 1e-7;

    /// <summary>How far permuted rows may move predictions, in the same units.</summary>
    protected virtual double PermutationTolerance => 1e-7;

    /// <summary>How far a constant target, or the target of a single row, may be missed.</summary>
    protected virtual double ConstantTolerance => 1e-6;

    /// <summary>Largest training error that counts as having learned, in the same units.</summary>
    protected virtual double TrainingErrorLimit => 0.5;

    /// <summary>True where NaN features mean "missing".</summary>
    protected virtual bool AcceptsMissing => false;

    [Fact]
    public void Fit_ASignal_BeatsTheMean()
    {
        double[] predictions = Predict(Fit(X, Y), X);
        LearnerData.RootMeanSquare(predictions, Y).ShouldBeLessThan(TrainingErrorLimit * Deviation());
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBytes()
    {
        byte[] one = LearnerData.Bytes(Fit(X, Y, threads: 1).Write);
        LearnerData.Bytes(Fit(X, Y, threads: 2).Write).ShouldBe(one);
        LearnerData.Bytes(Fit(X, Y, threads: 5).Write).ShouldBe(one);
    }

    [Fact]
    public void Fit_RowsPermuted_SamePredictions()
    {
        int[] order = new Rng(3).Permutation(X.Rows);
        IRegressionModel permuted = Fit(X.SelectRows(order), LearnerData.Select(Y, order));
        ShouldAgree(Predict(permuted, X), Predict(Fit(X, Y), X), PermutationTolerance);
    }

    [Fact]
    public void Fit_IntegerWeights_EqualRepeatedRows()
    {
        double[] weights = LearnerData.IntegerWeights(X.Rows);
        int[] repeats = LearnerData.Repeats(weights);
        IRegressionModel repeated = Fit(X.SelectRows(repeats), LearnerData.Select(Y, repeats));
        ShouldAgree(Predict(Fit(X, Y, weights), X), Predict(repeated, X), RepeatTolerance);
    }

    [Fact]
    public void Fit_ConstantTarget_PredictsIt()
    {
        double[] constant = [.. Y.Select(_ => 3.25)];
        Predict(Fit(X, constant), X).ShouldAllBe(p => Math.Abs(p - 3.25) <= ConstantTolerance);
    }

    [Fact]
    public void Fit_OneRow_PredictsItsTarget()
    {
        Matrix<float> row = X.SelectRows([4]);
        Predict(Fit(row, [-1.5]), row)[0].ShouldBe(-1.5, ConstantTolerance);
    }

    [Fact]
    public void Predict_Batch_EqualsRowByRow()
    {
        IRegressionModel model = Fit(X, Y);
        Predict(model, X).ShouldBe([.. Enumerable.Range(0, X.Rows).Select(i => model.Predict(X.Row(i)))]);
    }

    [Fact]
    public void WriteAndRead_AnyModel_SameBytesAndPredictions()
    {
        IRegressionModel model = Fit(X, Y);
        byte[] bytes = LearnerData.Bytes(model.Write);
        IRegressionModel read = Create().Read(new ModelReader(bytes));
        read.FeatureCount.ShouldBe(X.Columns);
        Predict(read, X).ShouldBe(Predict(model, X));
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
    }

    [Fact]
    public void Read_TruncatedBytes_Refused()
    {
        byte[] bytes = LearnerData.Bytes(Fit(X, Y).Write);
        Should.Throw<ModelFormatException>(() => Create().Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
        Should.Throw<ModelFormatException>(() => Create().Read(new ModelReader(bytes.AsMemory(0, 9))));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_FeatureNotFinite_RefusedOrMissing(float value)
    {
        Matrix<float> broken = LearnerData.With(X, 17, 2, value);
        if (AcceptsMissing && float.IsNaN(value))
        {
            Predict(Fit(broken, Y), broken).ShouldAllBe(p => double.IsFinite(p));
            return;
        }

        Should.Throw<ArgumentException>(() => Fit(broken, Y)).Message.ShouldContain("17");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Fit_TargetNotFinite_Refused(double value)
    {
        double[] targets = [.. Y];
        targets[17] = value;
        Should.Throw<ArgumentException>(() => Fit(X, targets)).Message.ShouldContain("17");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Fit_WeightNotFiniteOrNegative_Refused(double value)
    {
        double[] weights = [.. Y.Select(_ => 1.0)];
        weights[17] = value;
        Should.Throw<ArgumentException>(() => Fit(X, Y, weights)).Message.ShouldContain("17");
    }

    [Fact]
    public void Fit_LengthsDiffer_Refused()
    {
        Should.Throw<ArgumentException>(() => Fit(X, Y[1..]));
        Should.Throw<ArgumentException>(() => Fit(X, Y, new double[Y.Length - 1]));
        Should.Throw<ArgumentException>(() => Fit(X, Y, new double[Y.Length]));
        Should.Throw<ArgumentException>(() => Fit(new Matrix<float>(0, 5), []));
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        var context = new FitContext(CancellationToken: new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => Create().Fit(X, Y, null, Seed, context));
    }

    private IRegressionModel Fit(Matrix<float> x, double[] y, double[]? weights = null, int threads = 2) =>
        Create().Fit(x, y, weights, Seed, new FitContext(threads));

    private static double[] Predict(IRegressionModel model, Matrix<float> x)
    {
        var predictions = new double[x.Rows];
        model.Predict(x, predictions);
        return predictions;
    }

    private static void ShouldAgree(double[] actual, double[] expected, double tolerance) =>
        LearnerData.RootMeanSquare(actual, expected).ShouldBeLessThanOrEqualTo(tolerance * Deviation());

    private static double Deviation() => LearnerData.RootMeanSquare(Y, [.. Y.Select(_ => Y.Average())]);
}
