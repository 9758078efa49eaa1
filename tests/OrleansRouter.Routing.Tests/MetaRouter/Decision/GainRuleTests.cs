using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Decision;

public sealed class GainRuleTests
{
    [Theory]
    [InlineData(0.3, 0.2, true)]
    [InlineData(0.3, 0.3, false)]
    [InlineData(0.3, 0.4, false)]
    [InlineData(-0.1, 0, false)]
    public void NormalisedCosts_PrimaryIsTakenWhereTheGainExceedsTheWeight(double gain, double weight, bool taken) =>
        GainRule.TakesPrimary(gain, CallCost.Premium.Of(100, 100), CallCost.Free.Of(100, 100), weight).ShouldBe(taken);

    [Fact]
    public void TokenCosts_AddUpByTokensCallAndWaiting()
    {
        var cost = new CallCost { PerInputToken = 0.001, PerOutputToken = 0.002, PerCall = 0.5, PerSecond = 0.1 };

        cost.Of(1000, 200, 3).ShouldBe(1 + 0.4 + 0.5 + 0.3, 1e-12);
        GainRule.Advantage(2, cost.Of(1000, 200, 3), CallCost.Free.Of(0, 0), 0.5).ShouldBe(0.9, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN, 1, 0, "inputTokens")]
    [InlineData(1, -1, 0, "outputTokens")]
    [InlineData(1, 1, double.PositiveInfinity, "latencySeconds")]
    public void TokenCosts_ImpossibleCounts_AreRefusedByName(double input, double output, double latency, string name) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CallCost.Free.Of(input, output, latency)).ParamName.ShouldBe(name);
}
