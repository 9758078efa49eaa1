using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Causal.Choice;

/// <summary>Rows with s standard normal in 3 dimensions, a quarter of them treated at random, μ₀ = s₁, noise of standard deviation ½.</summary>
public sealed class EffectChoiceTests
{
    private static readonly CateOptions Options = new()
    {
        Outcome = new RidgeRegressor(),
        Propensity = new LogisticClassifier(),
        Effect = new RandomForestRegressor(new ForestOptions { Trees = 20, MinLeaf = 10 }),
        FloorScale = FloorScale.BaseRate,
        ChooseEffect = true,
    };

    public static TheoryData<string> Names => ["r-learner", "dr-learner"];

    [Theory, MemberData(nameof(Names))]
    public void Fit_NoEffect_IsMostlyNoneAtAllAndAlwaysSmallerThanUntuned(string name)
    {
        (double chosen, double published)[] errors = [.. Enumerable.Range(0, 20).Select(run => (
            Error(name, 200, (ulong)run, _ => 0, Options), Error(name, 200, (ulong)run, _ => 0, Options with { ChooseEffect = false })))];

        // One false alarm in ten: of 20 more than 6 have a probability below 0.01.
        errors.Count(e => e.chosen > 0).ShouldBeLessThanOrEqualTo(6);
        errors.Average(e => e.chosen).ShouldBeLessThan(0.5 * errors.Average(e => e.published));
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_ConstantEffect_IsFoundBetterThanByTheForest(string name)
    {
        double chosen = Mean(name, _ => 1, Options), published = Mean(name, _ => 1, Options with { ChooseEffect = false });

        // The mean over 75 treated rows has a standard error of about ½/√75 ≈ 0.06.
        chosen.ShouldBeLessThan(2.5 * 0.06);
        chosen.ShouldBeLessThan(published);
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_LinearEffect_IsFoundBetterThanByTheForest(string name) =>
        Mean(name, s => s[0], Options).ShouldBeLessThan(0.5 * Mean(name, s => s[0], Options with { ChooseEffect = false }));

    [Theory, MemberData(nameof(Names))]
    public void Fit_EffectWithAKink_IsLeftToTheForest(string name) =>
        Error(name, 3000, 1, s => 2 * Math.Abs(s[0]), Options).ShouldBeLessThan(0.6 * Error(name, 3000, 1, s => 2 * Math.Abs(s[0]), Options with { Effect = new RidgeRegressor() }));

    [Theory, MemberData(nameof(Names))]
    public void Fit_AnyNumberOfThreads_SameBytesThatReadBack(string name)
    {
        CausalData data = Data(200, 3, s => s[0]);
        ICateLearner learner = CateLearners.Registry.Get(name);
        byte[] one = LearnerData.Bytes(learner.Fit(data, Options, 1, new FitContext(1)).Model.Write), many = LearnerData.Bytes(learner.Fit(data, Options, 1, new FitContext(4)).Model.Write);

        many.ShouldBe(one);
        LearnerData.Bytes(learner.Read(new ModelReader(one)).Write).ShouldBe(one);
    }

    [Fact]
    public void Fit_OneTreatedRow_LeavesNothingToChooseByAndIsTheRegressionItself()
    {
        CausalData data = Data(50, 4, _ => 0) with { Treated = [.. Enumerable.Range(0, 50).Select(i => i == 0)] };
        CateOptions inSample = Options with { Folds = 1 };
        ICateLearner learner = CateLearners.Registry.Get("r-learner");

        EffectModel chosen = learner.Fit(data, inSample, 1, FitContext.Default).Model, published = learner.Fit(data, inSample with { ChooseEffect = false }, 1, FitContext.Default).Model;

        LearnerData.Bytes(chosen.Write).ShouldBe(LearnerData.Bytes(published.Write));
    }

    private static double Mean(string name, Func<float[], double> effect, CateOptions options) => Enumerable.Range(0, 5).Average(run => Error(name, 300, (ulong)run, effect, options));

    private static double Error(string name, int rows, ulong seed, Func<float[], double> effect, CateOptions options)
    {
        EffectModel model = CateLearners.Registry.Get(name).Fit(Data(rows, seed, effect), options, 1, FitContext.Default).Model;
        Matrix<float> fresh = LearnerData.Features(300, 3, 999);
        return LearnerData.RootMeanSquare(
            [.. Enumerable.Range(0, 300).Select(i => model.Predict(fresh.Row(i)))], [.. Enumerable.Range(0, 300).Select(i => effect(fresh.Row(i).ToArray()))]);
    }

    private static CausalData Data(int rows, ulong seed, Func<float[], double> effect)
    {
        Matrix<float> features = LearnerData.Features(rows, 3, seed);
        var rng = Rng.Stream(seed, 7);
        bool[] treated = [.. Enumerable.Range(0, rows).Select(_ => rng.NextDouble() < 0.25)];
        return new CausalData
        {
            Features = features,
            Treated = treated,
            Outcomes = [.. treated.Select((t, i) => features[i, 1] + (t ? effect(features.Row(i).ToArray()) : 0) + (0.5 * rng.NextGaussian()))],
        };
    }
}
