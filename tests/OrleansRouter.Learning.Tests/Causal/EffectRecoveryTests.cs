using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal;

/// <summary>What the learners find where the truth is known.</summary>
public sealed class EffectRecoveryTests
{
    private static readonly string[] Heterogeneous = ["r-learner", "dr-learner", "t-learner", "x-learner"];

    public static TheoryData<string> Names => [.. Heterogeneous];

    [Theory, MemberData(nameof(Names))]
    public void Fit_LinearShift_ErrorFallsAsRowsGrow(string name)
    {
        // Parametric rate: 16 times the rows, a quarter of the error; half leaves room for the nuisances.
        double few = MeanError(name, 100), many = MeanError(name, 1600);

        many.ShouldBeLessThan(0.5 * few);
        many.ShouldBeLessThan(0.2);
    }

    [Theory]
    [InlineData("r-learner")]
    [InlineData("dr-learner")]
    public void Fit_TrueNuisances_FindsTheLine(string name)
    {
        var world = new EffectWorld(4000, 3);
        ICateLearner learner = CateLearners.Registry.Get(name);

        CateFit fit = learner.Fit(world.Data, EffectWorld.Options, 1, FitContext.Default, world.Right);

        // Five coefficients whose standard error is about ½/√(4000·0.2) ≈ 0.02 each.
        EffectWorld.Error(fit.Model).ShouldBeLessThan(3 * 0.02 * Math.Sqrt(5));
    }

    [Theory]
    [InlineData(true, false, 0.15)]
    [InlineData(false, true, 0.15)]
    public void DrLearner_EitherNuisanceWrong_StillFindsTheLine(bool outcomesRight, bool propensityRight, double tolerance) =>
        DoublyRobustError(outcomesRight, propensityRight).ShouldBeLessThan(tolerance);

    [Fact]
    public void DrLearner_BothNuisancesWrong_IsBiased() => DoublyRobustError(false, false).ShouldBeGreaterThan(0.3);

    [Fact]
    public void GlobalShift_AnyShift_IsTheMeanEffectWithAnHonestInterval()
    {
        int covered = Enumerable.Range(0, 40).Count(run =>
        {
            var world = new EffectWorld(500, 100 + (ulong)run);
            EffectModel model = CateLearners.Registry.Get("global-shift").Fit(world.Data, EffectWorld.Options, 1, FitContext.Default, world.Right).Model;
            (double low, double high) = model.Interval(world.Data.Features.Row(0)).ShouldNotBeNull();
            return low <= 0.5 && 0.5 <= high;
        });

        // 40 draws of 95 %: fewer than 33 has probability below 0.001.
        covered.ShouldBeGreaterThanOrEqualTo(33);
    }

    [Fact]
    public void LinearScaling_ShiftThatIsALineOfTheOtherOutcome_IsFound()
    {
        var world = new EffectWorld(3000, 5);
        CausalData data = world.Data with { Outcomes = world.Of(row => row[1]) };
        for (int i = 0; i < data.Count; i++)
        {
            data.Outcomes[i] = data.Treated[i] ? 0.25 + (2 * data.Outcomes[i]) : data.Outcomes[i];
        }

        EffectModel model = CateLearners.Registry.Get("linear-scaling").Fit(data, EffectWorld.Options, 1, FitContext.Default).Model;

        model.Predict([0f, 1f, 0f, 0f]).ShouldBe(1.25, 0.01);
        model.Predict([0f, -1f, 0f, 0f]).ShouldBe(-0.75, 0.01);
    }

    [Fact]
    public void SLearner_ConstantShift_IsFound()
    {
        // A linear model in (s, t) can hold no other shift than a constant.
        var world = new EffectWorld(3000, 6);
        CausalData data = world.Data with { Outcomes = [.. world.Right.ControlOutcome!.Zip(world.Data.Treated, (o, t) => t ? o + 0.75 : o)] };

        CateLearners.Registry.Get("s-learner").Fit(data, EffectWorld.Options, 1, FitContext.Default).Model
            .Predict([1f, 2f, 3f, 4f]).ShouldBe(0.75, 0.01);
    }

    private static double MeanError(string name, int rows) => Enumerable.Range(0, 4).Average(run =>
        EffectWorld.Error(CateLearners.Registry.Get(name).Fit(new EffectWorld(rows, 10 + (ulong)run).Data, EffectWorld.Options, 1, FitContext.Default).Model));

    private static double DoublyRobustError(bool outcomesRight, bool propensityRight)
    {
        // Wrong outcomes: what t = 1 and t = 0 give is 0 and s₀. Wrong propensity: the sides of s₀ differ instead of those of s₂.
        var world = new EffectWorld(10_000, 7);
        Nuisances nuisances = world.Right with
        {
            TreatedOutcome = outcomesRight ? world.Right.TreatedOutcome : world.Of(_ => 0),
            ControlOutcome = outcomesRight ? world.Right.ControlOutcome : world.Of(row => row[0]),
            Propensity = propensityRight ? world.Right.Propensity : world.Of(row => row[0] < 0 ? 0.2 : 0.8),
        };
        CateOptions options = EffectWorld.Options with { OverlapFloor = 0 };
        return EffectWorld.Error(CateLearners.Registry.Get("dr-learner").Fit(world.Data, options, 1, FitContext.Default, nuisances).Model);
    }
}
