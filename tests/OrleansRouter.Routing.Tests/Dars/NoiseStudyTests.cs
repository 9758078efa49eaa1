using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars.Study;

namespace OrleansRouter.Routing.Tests.Dars;

/// <summary>Simulated labels against their truth: fixed seed, tolerances of four standard errors.</summary>
public sealed class NoiseStudyTests
{
    private static readonly Lazy<IReadOnlyList<NoiseStudyResult>> Study = new(() => NoiseStudy.Run(new NoiseStudyOptions(), FitContext.Default));

    public static TheoryData<int> Regimes => [0, 1, 2, 3];

    [Theory, MemberData(nameof(Regimes))]
    public void Agreement_FiveByFiveObservations_BeatsSingleShotByTheMarginOfTheory(int regime)
    {
        NoiseStudyResult result = Study.Value[regime];

        foreach (StudyFigure figure in new[] { result.SingleShotAgreement, result.DarsAgreement, result.Margin })
        {
            figure.Value.ShouldBe(figure.Theory, 4 * figure.StandardError);
        }

        result.Margin.Value.ShouldBeGreaterThan(4 * result.Margin.StandardError);
    }

    [Theory, MemberData(nameof(Regimes))]
    public void RiskTerm_WithTrueRisks_PaysExactlyWhenInstabilityIsPenalised(int regime)
    {
        NoiseStudyResult result = Study.Value[regime];

        result.RiskGainWhenPenalised.Theory.ShouldBeGreaterThan(0);
        result.RiskGainWhenNot.Theory.ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RiskTerm_WithEstimatedRisks_PaysWhenInstabilityIsPenalised_AndMoreThanOtherwise(int regime)
    {
        NoiseStudyResult result = Study.Value[regime];

        result.RiskGainWhenPenalised.Value.ShouldBeGreaterThan(4 * result.RiskGainWhenPenalised.StandardError);
        result.RiskGainWhenPenalised.Value.ShouldBeGreaterThan(result.RiskGainWhenNot.Value);
    }

    [Fact]
    public void RiskTerm_WellEstimatedMeans_CostsWhenInstabilityIsNotPenalised()
    {
        // With few observations the risk term also discounts lucky means, which pays under either utility; with many that gain is gone.
        NoiseStudyResult result = NoiseStudy.Run(
            new NoiseStudyOptions { Rewrites = 20, Decodes = 20, Queries = 1000, Regimes = [new("output-side", 0.05, 0.3)] }, FitContext.Default).Single();

        result.RiskGainWhenNot.Value.ShouldBeLessThan(-4 * result.RiskGainWhenNot.StandardError);
        result.RiskGainWhenPenalised.Value.ShouldBeGreaterThan(4 * result.RiskGainWhenPenalised.StandardError);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_SameNumbers()
    {
        var options = new NoiseStudyOptions { Queries = 50 };

        NoiseStudy.Run(options, new FitContext(Threads: 3)).ShouldBe(NoiseStudy.Run(options, new FitContext(Threads: 1)));
    }
}
