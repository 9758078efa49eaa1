using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Overlap;

public sealed class TruncationTests
{
    // One gold row in five: κ = 0.2, so that a floor of 0.1 stands for [0.04, 0.84].
    private static readonly bool[] IsGold = [true, false, false, false, false];
    private static readonly double[] Propensity = [0, 0.039, 0.041, 0.839, 0.841];

    [Fact]
    public void None_KeepsEverything() => Keep(TruncationKind.None).ShouldAllBe(kept => kept);

    [Fact]
    public void Crump_KeepsTheScaledIntervalAndAllGold() => Keep(TruncationKind.Crump).ShouldBe([true, false, true, true, false]);

    [Fact]
    public void Crump_BalancedSources_IsThePlainInterval() =>
        Truncation.Keep([0.5, 0.09, 0.5, 0.11, 0.5, 0.91], [true, false, true, false, true, false], new TruncationOptions { Kind = TruncationKind.Crump })
            .ShouldBe([true, false, true, true, true, false]);

    [Fact]
    public void DensityRatio_KeepsWhereGoldIsAtLeastThatDense()
    {
        // p/(1 − p)·4 ≥ 0.1 from p = 0.0244 on.
        Truncation.Keep([0, 0.024, 0.025, 0.5, 1], IsGold, new TruncationOptions { Kind = TruncationKind.DensityRatio })
            .ShouldBe([true, false, true, true, true]);
        DensityRatio.Of(0.2, 1, 4).ShouldBe(1, 1e-12);
        DensityRatio.Of(1, 1, 4).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Floor_OutOfRange_IsNamed() =>
        Should.Throw<ArgumentException>(() => Truncation.Keep(Propensity, IsGold, new TruncationOptions { Floor = 0.5 })).Message.ShouldContain("Floor");

    private static bool[] Keep(TruncationKind kind) => Truncation.Keep(Propensity, IsGold, new TruncationOptions { Kind = kind });
}
