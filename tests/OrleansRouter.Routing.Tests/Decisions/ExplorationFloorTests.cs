using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Routing.Tests.Decisions;

public class ExplorationFloorTests
{
    private const string Owner = "Tenant 'acme', policy 'chat'";

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.25, 4)]
    [InlineData(1, 1)]
    public void Validated_FloorThatFits_IsReturned(double floor, int models) =>
        ExplorationFloor.Validated(floor, models, Owner).ShouldBe(floor);

    [Theory]
    [InlineData(0.3, 4, "explorationFloor 0.3 × 4 models = 1.2 > 1. Use at most 0.25.")]
    [InlineData(0.4, 3, "explorationFloor 0.4 × 3 models = 1.2 > 1. Use at most 0.3333.")]
    [InlineData(-0.1, 4, "explorationFloor is -0.1; expected a number in [0, 0.25].")]
    [InlineData(double.NaN, 4, "explorationFloor is NaN; expected a number in [0, 0.25].")]
    public void Validated_FloorThatDoesNotFit_SaysWhatWould(double floor, int models, string expected) =>
        Should.Throw<ArgumentException>(() => ExplorationFloor.Validated(floor, models, Owner)).Message.ShouldBe($"{Owner}: {expected}");

    [Fact]
    public void Mix_IsTheAffineFormula() => ExplorationFloor.Mix(0.5, 0.1, 3).ShouldBe((0.7 * 0.5) + 0.1, 1e-15);
}
