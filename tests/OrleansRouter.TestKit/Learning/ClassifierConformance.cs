using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.TestKit.Learning;

/// <summary>What every <see cref="IClassifier"/> promises. Derive one test class per method and state its tolerances.</summary>
public abstract class ClassifierConformance
{
    private const ulong Seed = 7;

    private static readonly Matrix<float> X = LearnerData.Features(160, 5, 1);
    private static readonly bool[] Labels = LearnerData.Labels(X, 2);

    /// <summary>The method under test, with options small enough for a fit in well under a second.</summary>
    protected abstract IClassifier Create();

    /// <summary>How far (root mean square of probabilities) integer weights may lie from repeated rows. Loose only for methods that draw rows.</summary>
    protected virtual double RepeatTolerance => 1e-7;

    /// <summary>How far permuted rows may move probabilities.</summary>
    protected virtual double PermutationTolerance => 1e-7;

    /// <summary>Largest distance from 0 or 1 when every label is the same.</summary>
    protected virtual double ConstantTolerance => 0.05;

    /// <summary>Smallest share of training labels that must be recovered.</summary>
    protected virtual double TrainingAccuracy => 0.8;

    /// <summary>True where NaN features mean "missing".</summary>
    protected virtual bool AcceptsMissing => false;

    [Fact]
    public void Fit_ASignal_RecoversMostLabels()
    {
        double[] p = Predict(Fit(X, Labels), X);
        p.Zip(Labels, (a, b) => (a > 0.5) == b ? 1.0 : 0.0).Average().ShouldBeGreaterThanOrEqualTo(TrainingAccuracy);
    }

    [Fact]
    public void Predict_AnyRow_LiesInTheUnitInterval()
    {
        IClassificationModel model = Fit(X, Labels);
        Predict(model, LearnerData.Features(200, 5, 9)).ShouldAllBe(p => p >= 0 && p <= 1);
        model.PredictProbability([1e6f, -1e6f, 1e6f, -1e6f, 1e6f]).ShouldBeInRange(0, 1);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBytes()
    {
        byte[] one = LearnerData.Bytes(Fit(X, Labels, threads: 1).Write);
        LearnerData.Bytes(Fit(X, Labels, threads: 2).Write).ShouldBe(one);
        LearnerData.Bytes(Fit(X, Labels, threads: 5).Write).ShouldBe(one);
    }

    [Fact]
    public void Fit_RowsPermuted_SameProbabilities()
    {
        int[] order = new Rng(3).Permutation(X.Rows);
        IClassificationModel permuted = Fit(X.SelectRows(order), LearnerData.Select(Labels, order));
        LearnerData.RootMeanSquare(Predict(permuted, X), Predict(Fit(X, Labels), X)).ShouldBeLessThanOrEqualTo(PermutationTolerance);
    }

    [Fact]
    public void Fit_IntegerWeights_EqualRepeatedRows()
    {
        double[] weights = LearnerData.IntegerWeights(X.Rows);
        int[] repeats = LearnerData.Repeats(weights);
        IClassificationModel repeated = Fit(X.SelectRows(repeats), LearnerData.Select(Labels, repeats));
        LearnerData.RootMeanSquare(Predict(Fit(X, Labels, weights), X), Predict(repeated, X)).ShouldBeLessThanOrEqualTo(RepeatTolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_AllLabelsEqual_PredictsThemFinitely(bool label)
    {
        double expected = label ? 1 : 0;
        double[] p = Predict(Fit(X, [.. Labels.Select(_ => label)]), X);
        p.ShouldAllBe(x => Math.Abs(x - expected) <= ConstantTolerance);
    }

    [Fact]
    public void Fit_OneRow_PredictsItsLabel()
    {
        Matrix<float> row = X.SelectRows([4]);
        Predict(Fit(row, [true]), row)[0].ShouldBe(1, ConstantTolerance);
    }

    [Fact]
    public void Predict_Batch_EqualsRowByRow()
    {
        IClassificationModel model = Fit(X, Labels);
        Predict(model, X).ShouldBe([.. Enumerable.Range(0, X.Rows).Select(i => model.PredictProbability(X.Row(i)))]);
    }

    [Fact]
    public void WriteAndRead_AnyModel_SameBytesAndProbabilities()
    {
        IClassificationModel model = Fit(X, Labels);
        byte[] bytes = LearnerData.Bytes(model.Write);
        IClassificationModel read = Create().Read(new ModelReader(bytes));
        read.FeatureCount.ShouldBe(X.Columns);
        Predict(read, X).ShouldBe(Predict(model, X));
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
    }

    [Fact]
    public void Read_TruncatedBytes_Refused()
    {
        byte[] bytes = LearnerData.Bytes(Fit(X, Labels).Write);
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
            Predict(Fit(broken, Labels), broken).ShouldAllBe(p => double.IsFinite(p));
            return;
        }

        Should.Throw<ArgumentException>(() => Fit(broken, Labels)).Message.ShouldContain("17");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Fit_WeightNotFiniteOrNegative_Refused(double value)
    {
        double[] weights = [.. Labels.Select(_ => 1.0)];
        weights[17] = value;
        Should.Throw<ArgumentException>(() => Fit(X, Labels, weights)).Message.ShouldContain("17");
    }

    [Fact]
    public void Fit_LengthsDiffer_Refused()
    {
        Should.Throw<ArgumentException>(() => Fit(X, Labels[1..]));
        Should.Throw<ArgumentException>(() => Fit(X, Labels, new double[Labels.Length - 1]));
        Should.Throw<ArgumentException>(() => Fit(X, Labels, new double[Labels.Length]));
        Should.Throw<ArgumentException>(() => Fit(new Matrix<float>(0, 5), []));
    }

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        var context = new FitContext(CancellationToken: new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => Create().Fit(X, Labels, null, Seed, context));
    }

    private IClassificationModel Fit(Matrix<float> x, bool[] labels, double[]? weights = null, int threads = 2) =>
        Create().Fit(x, labels, weights, Seed, new FitContext(threads));

    private static double[] Predict(IClassificationModel model, Matrix<float> x)
    {
        var probabilities = new double[x.Rows];
        model.PredictProbability(x, probabilities);
        return probabilities;
    }
}
