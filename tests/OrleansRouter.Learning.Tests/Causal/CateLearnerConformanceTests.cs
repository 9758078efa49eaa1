using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Causal;

/// <summary>What every registered effect learner does.</summary>
public sealed class CateLearnerConformanceTests
{
    private static readonly EffectWorld World = new(160, 1);

    private static readonly CateOptions Forests = new()
    {
        Folds = 3,
        Outcome = new RandomForestRegressor(new ForestOptions { Trees = 12 }),
        Propensity = new RandomForestClassifier(new ForestOptions { Trees = 12 }),
        Effect = new RandomForestRegressor(new ForestOptions { Trees = 40, MinLeaf = 2 }),
    };

    public static TheoryData<string> Names => [.. CateLearners.Registry.All.Select(x => x.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Fit_AnyNumberOfThreads_SameBytesAndCounts(string name)
    {
        CateFit one = Fit(name, threads: 1), many = Fit(name, threads: 4);

        LearnerData.Bytes(many.Model.Write).ShouldBe(LearnerData.Bytes(one.Model.Write));
        (many with { Model = one.Model }).ShouldBe(one);
    }

    [Theory, MemberData(nameof(Names))]
    public void WriteAndRead_AnyModel_SameBytesPredictionsAndVariances(string name)
    {
        EffectModel model = Fit(name, Forests with { EffectBound = 0.8 }).Model;
        byte[] bytes = LearnerData.Bytes(model.Write);

        EffectModel read = CateLearners.Registry.Get(name).Read(new ModelReader(bytes));

        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        read.FeatureCount.ShouldBe(4);
        read.Learner.ShouldBe(name);
        for (int i = 0; i < 10; i++)
        {
            float[] row = World.Data.Features.Row(i).ToArray();
            read.Predict(row).ShouldBe(model.Predict(row));
            read.Interval(row).ShouldBe(model.Interval(row));
        }

        for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 50))
        {
            Should.Throw<ModelFormatException>(() => CateLearners.Registry.Get(name).Read(new ModelReader(bytes.AsMemory(0, length))));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Predict_Batch_EqualsRowByRow(string name)
    {
        EffectModel model = Fit(name).Model;
        var batch = new double[World.Data.Count];

        model.Predict(World.Data.Features, batch);

        batch.ShouldBe([.. Enumerable.Range(0, batch.Length).Select(i => model.Predict(World.Data.Features.Row(i)))]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_EffectBound_IsKeptAndCounted(string name)
    {
        double[] free = Effects(Fit(name).Model);

        CateFit bounded = Fit(name, Forests with { EffectBound = 0.3 });

        bounded.BoundedEffects.ShouldBe(free.Count(x => Math.Abs(x) > 0.3));
        Effects(bounded.Model).ShouldBe([.. free.Select(x => Math.Clamp(x, -0.3, 0.3))]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_RowsOfOneTreatmentOnly_AreRefused(string name)
    {
        CausalData data = World.Data with { Treated = new bool[World.Data.Count] };

        Should.Throw<ArgumentException>(() => CateLearners.Registry.Get(name).Fit(data, Forests, 1, FitContext.Default))
            .Message.ShouldBe("0 rows have t = 1 and 160 have t = 0 (rows of weight 0 not counted); an effect needs both.");
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_WholeWeights_EqualRepeatedRows(string name)
    {
        // Exact for methods that draw no rows; the nuisances are given, so that folds do not differ.
        var ridge = new RidgeRegressor(new RidgeOptions { Penalty = 1 });
        CateOptions linear = Forests with { Outcome = ridge, Effect = ridge };
        double[] weights = LearnerData.IntegerWeights(World.Data.Count);
        int[] repeats = LearnerData.Repeats(weights);

        EffectModel weighted = Fit(name, linear, World.Data with { Weights = weights }, World.Right).Model;
        EffectModel repeated = Fit(name, linear, World.Data.Select(repeats), new Nuisances
        {
            Marginal = LearnerData.Select(World.Right.Marginal!, repeats),
            TreatedOutcome = LearnerData.Select(World.Right.TreatedOutcome!, repeats),
            ControlOutcome = LearnerData.Select(World.Right.ControlOutcome!, repeats),
            Propensity = LearnerData.Select(World.Right.Propensity!, repeats),
        }).Model;

        LearnerData.RootMeanSquare(Effects(weighted), Effects(repeated)).ShouldBeLessThan(1e-6);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_NeededNuisanceIsMissing_IsNamed(string name)
    {
        ICateLearner learner = CateLearners.Registry.Get(name);
        foreach (NuisanceKinds kind in Nuisances.Each(learner.Needs))
        {
            Should.Throw<ArgumentException>(() => learner.Fit(World.Data, Forests, 1, FitContext.Default, Without(kind)))
                .Message.ShouldBe($"The nuisance {kind} is needed and was not estimated.");
        }

        learner.Fit(World.Data, Forests, 1, FitContext.Default, Without(NuisanceKinds.Marginal | NuisanceKinds.TreatedOutcome
            | NuisanceKinds.ControlOutcome | NuisanceKinds.Propensity, except: learner.Needs)).Rows.ShouldBe(160);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_Cancelled_Throws(string name) => Should.Throw<OperationCanceledException>(() => CateLearners.Registry.Get(name)
        .Fit(World.Data, Forests, 1, new FitContext(CancellationToken: new CancellationToken(canceled: true))));

    [Theory]
    [InlineData("r-learner")]
    [InlineData("dr-learner")]
    [InlineData("t-learner")]
    [InlineData("x-learner")]
    public void Interval_ForestsAtTheEnd_HoldsTheEffect(string name)
    {
        EffectModel model = Fit(name).Model;
        float[] row = World.Data.Features.Row(3).ToArray();

        (double low, double high) = model.Interval(row).ShouldNotBeNull();

        model.Predict(row).ShouldBeInRange(low, high);
        ((low + high) / 2).ShouldBe(model.Predict(row), 1e-12);
    }

    [Fact]
    public void Interval_LearnerWithoutVariance_IsNull() =>
        Fit("r-learner", Forests with { Effect = new RidgeRegressor() }).Model.Interval(World.Data.Features.Row(0)).ShouldBeNull();

    [Fact]
    public void Fit_Floors_AreCounted()
    {
        CateFit r = Fit("r-learner", Forests with { PropensityFloor = 0.3, ResidualFloor = 0.35 }, nuisances: World.Right);
        CateFit dr = Fit("dr-learner", Forests with { PropensityFloor = 0.1, OverlapFloor = 0.2 }, nuisances: World.Right);

        int unlikely = World.Right.Propensity!.Count(p => p == 0.2);
        r.ClippedPropensities.ShouldBe(unlikely);
        r.DroppedRows.ShouldBe(World.Right.Propensity!.Zip(World.Data.Treated).Count(x => x.First == 0.2 && !x.Second));
        dr.ClippedPropensities.ShouldBe(0);
        dr.DroppedRows.ShouldBe(unlikely);
    }

    [Fact]
    public void Fit_NothingLeftAboveTheFloors_SaysSo() =>
        Should.Throw<ArgumentException>(() => Fit("dr-learner", Forests with { OverlapFloor = 0.2499, PropensityFloor = 0 }, nuisances: World.Right))
            .Message.ShouldBe("None of 160 rows is left to estimate the effect from. Use lower floors, or floors scaled to the base rate.");

    [Fact]
    public void Fit_TrueNuisances_AreSummarised()
    {
        NuisanceSummary summary = Fit("r-learner", nuisances: World.Right).Nuisances;

        summary.TreatedShare.ShouldBe(World.Data.Treated.Average(t => t ? 1 : 0), 1e-12);
        summary.MinPropensity.ShouldBe(0.2);
        summary.MaxPropensity.ShouldBe(0.6);
        // The noise has variance ¼, outcomes without t about 1, with t about 2.
        summary.ControlRSquared!.Value.ShouldBeInRange(0.65, 0.9);
        summary.TreatedRSquared!.Value.ShouldBeInRange(0.8, 0.95);
    }

    private static CateFit Fit(string name, CateOptions? options = null, CausalData? data = null, Nuisances? nuisances = null, int threads = 2) =>
        CateLearners.Registry.Get(name).Fit(data ?? World.Data, options ?? Forests, 5, new FitContext(threads), nuisances);

    private static double[] Effects(EffectModel model)
    {
        var effects = new double[World.Data.Count];
        model.Predict(World.Data.Features, effects);
        return effects;
    }

    private static Nuisances Without(NuisanceKinds kinds, NuisanceKinds except = NuisanceKinds.None)
    {
        NuisanceKinds gone = kinds & ~except;
        return new Nuisances
        {
            Marginal = gone.HasFlag(NuisanceKinds.Marginal) ? null : World.Right.Marginal,
            TreatedOutcome = gone.HasFlag(NuisanceKinds.TreatedOutcome) ? null : World.Right.TreatedOutcome,
            ControlOutcome = gone.HasFlag(NuisanceKinds.ControlOutcome) ? null : World.Right.ControlOutcome,
            Propensity = gone.HasFlag(NuisanceKinds.Propensity) ? null : World.Right.Propensity,
        };
    }
}
