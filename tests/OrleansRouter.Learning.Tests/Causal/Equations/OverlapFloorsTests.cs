using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class OverlapFloorsTests
{
    private static readonly CateOptions Published = new();

    [Fact]
    public void Of_Absolute_AreTheOptions() =>
        OverlapFloors.Of(Published, [true, false, false, false]).ShouldBe(new OverlapFloors(0.05, 0.95, 0.05, 0.05));

    [Fact]
    public void Of_BaseRateOfOneQuarter_AreScaledToIt()
    {
        var floors = OverlapFloors.Of(Published with { FloorScale = FloorScale.BaseRate }, [true, false, false, false]);

        floors.Low.ShouldBe(0.025, 1e-15);
        floors.High.ShouldBe(0.925, 1e-15);
        floors.Residual.ShouldBe(0.025, 1e-15);
        floors.Overlap.ShouldBe(0.0375, 1e-15);
    }

    [Fact]
    public void Of_BalancedData_AreTheSameInEitherScale() =>
        OverlapFloors.Of(Published with { FloorScale = FloorScale.BaseRate }, [true, false]).ShouldBe(OverlapFloors.Of(Published, [true, false]));

    [Fact]
    public void Clip_CountsWhatItMoves()
    {
        (double[] clipped, int moved) = OverlapFloors.Of(Published, [true, false]).Clip([0, 0.05, 0.5, 0.99]);

        clipped.ShouldBe([0.05, 0.05, 0.5, 0.95]);
        moved.ShouldBe(2);
    }
}
