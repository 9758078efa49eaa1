using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Diagnostics;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class DarsDiagnosticsTests
{
    [Fact]
    public void Run_TwoModelsByHand()
    {
        // u = q − 0.5·c̃: m is 1, 0, 1, 1; n is 0.5, 0.5, −0.5, 0. Winners m, n, m, m; all observations together say m (0.75 against 0.125).
        DarsDiagnosis found = Run(DarsTables.TwoModels(), new DiagnosisOptions { CostWeight = 0.5 });

        found.OutcomeInstability.ShouldBe(1);
        found.WinnerFlipRate.ShouldBe(1);
        found.SingleVsDistributionDisagreement.ShouldBe(0.25);
        // m: means of rewrites 0.5 and 1 around 0.75; n: 1 and 0.25 around 0.625. Within: m 0.5/4, n 0.125/4.
        found.InputVariance!.Value.ShouldBe((0.0625 + 0.140625) / 2, 1e-12);
        found.OutputVariance!.Value.ShouldBe((0.125 + 0.03125) / 2, 1e-12);
        found.PerModel["n"].MeanQuality.ShouldBe(0.625);
        found.PerModel["n"].InputVariance!.Value.ShouldBe(0.140625, 1e-12);
        found.Intervals95["winnerFlipRate"].ShouldBe(new(1, 1));
    }

    [Fact]
    public void Run_WithoutCostWeight_ComparesQualities()
    {
        // Without costs n wins where m fails, and where both are right the first model counts: m, n, m, m.
        DarsDiagnosis found = Run(DarsTables.TwoModels(), new DiagnosisOptions { CostWeight = 0 });

        found.SingleVsDistributionDisagreement.ShouldBe(0.25);
    }

    [Fact]
    public void Run_IndicesThatOnlyOneModelHas_AreNoShots()
    {
        DarsData data = DarsData.Prepare(DarsTables.Table(
        [
            .. DarsTables.Decodes("x", "m", "a", 1, 1, 1, 0, 0), .. DarsTables.Decodes("x", "n", "a", 2, 0, 0),
            .. DarsTables.Decodes("y", "m", "a", 1, 1), .. DarsTables.Decodes("y", "n", "b", 2, 1, 1),
        ]), new DarsDataOptions());

        DarsDiagnosis found = Run(data, new DiagnosisOptions());

        // x has shots 0 and 1, both won by m; y has none.
        found.WinnerFlipRate.ShouldBe(0);
        found.SingleVsDistributionDisagreement.ShouldBe(0);
        found.OutcomeInstability!.Value.ShouldBe(1.0 / 3, 1e-15);
        found.InputVariance.ShouldBeNull();
    }

    [Fact]
    public void Run_CostWeightWithoutCosts_IsRefused()
    {
        DarsData data = DarsData.Prepare(DarsTables.Table(
            [.. DarsTables.Decodes("x", "m", "a", double.NaN, 1, 0), .. DarsTables.Decodes("x", "n", "a", double.NaN, 1, 0)]), new DarsDataOptions());

        Should.Throw<ArgumentException>(() => Run(data, new DiagnosisOptions())).Message.ShouldBe(
            "rows: there are no costs, so that the cost weight must be 0; got 0.05. Give a price list to estimate costs.");
        Run(data, new DiagnosisOptions { CostWeight = 0 }).WinnerFlipRate.ShouldBe(0);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_SameIntervals()
    {
        DarsData data = DarsData.Prepare(Routing.Data.Simulation.Simulator.Observations(new() { Queries = 60, Rewrites = 2, Decodes = 2 }).Table, new DarsDataOptions());

        DarsDiagnosis one = DarsDiagnostics.Run(data, new DiagnosisOptions { Resamples = 50 }, new FitContext(Threads: 1));
        DarsDiagnosis many = DarsDiagnostics.Run(data, new DiagnosisOptions { Resamples = 50 }, new FitContext(Threads: 4));

        many.Intervals95.ShouldBe(one.Intervals95);
        one.Intervals95["outcomeInstability"]!.Value.Low.ShouldBeLessThanOrEqualTo(one.OutcomeInstability!.Value);
    }

    private static DarsDiagnosis Run(DarsData data, DiagnosisOptions options) => DarsDiagnostics.Run(data, options, FitContext.Default);
}
