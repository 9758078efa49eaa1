using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Tests.Budgets;

public sealed class MicroUsdTests
{
    [Theory]
    [InlineData(1, 11, 4, 3, 23)]
    [InlineData(0.1, 30, 0, 0, 3)] // 0.1 × 30 is 3.0000000000000004 as doubles
    [InlineData(0.1, 31, 0, 0, 4)]
    [InlineData(0.15, 1, 0.6, 1, 1)]
    [InlineData(0, 1_000, 0, 1_000, 0)]
    [InlineData(1e-9, 1, 0, 0, 1)]
    [InlineData(1e6, int.MaxValue, 1e6, int.MaxValue, 4_294_967_294_000_000)]
    public void OfTokens_IsTheExactProductRoundedUp(double input, long inputTokens, double output, long outputTokens, long microUsd) =>
        MicroUsd.OfTokens(input, inputTokens, output, outputTokens).ShouldBe(new MicroUsd(microUsd));

    [Fact]
    public void OfTokens_AnyPriceOfFourDecimals_IsNeverBelowTheCostAndLessThanOneAbove()
    {
        var calls = ArbMap.Default.GeneratorFor<int>().Select(i => Math.Abs((long)i) % 1_000_000).Four();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(Arb.From(calls), call =>
        {
            (long inputPrice, long inputTokens, long outputPrice, long outputTokens) = call;
            long tenThousandths = (inputPrice * inputTokens) + (outputPrice * outputTokens);
            long charged = MicroUsd.OfTokens(inputPrice / 1e4, inputTokens, outputPrice / 1e4, outputTokens).Value;
            charged.ShouldBe((tenThousandths + 9_999) / 10_000);
        }));
    }

    [Fact]
    public void Sums_BeyondTheLargest_Throw()
    {
        Should.Throw<OverflowException>(() => new MicroUsd(long.MaxValue) + new MicroUsd(1));
        Should.Throw<OverflowException>(() => new MicroUsd(long.MinValue) - new MicroUsd(1));
        Should.Throw<OverflowException>(() => MicroUsd.OfTokens(1e20, 1, 0, 0));
    }

    [Fact]
    public void OfUsd_FractionsOfAMillionth_AreRefused()
    {
        MicroUsd.OfUsd(12.5m, "x").ShouldBe(new MicroUsd(12_500_000));
        Should.Throw<ArgumentException>(() => MicroUsd.OfUsd(0.0000001m, "x")).Message.ShouldBe("x is 0.0000001; expected whole millionths of a dollar.");
    }

    [Fact]
    public void AsText_HasNoExponent_AndAsJsonIsTheNumberOfMillionths()
    {
        new MicroUsd(23).ToString().ShouldBe("0.000023");
        new MicroUsd(1_000_000).ToString().ShouldBe("1");
        System.Text.Encoding.UTF8.GetString(GrainJson.Write(new BudgetLimits { Daily = new MicroUsd(5) })).ShouldBe("""{"daily":5,"monthly":0}""");
    }
}
