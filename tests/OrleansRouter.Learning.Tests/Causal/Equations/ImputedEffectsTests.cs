using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class ImputedEffectsTests
{
    [Fact]
    public void Compute_OneRowOfEither_TakesTheOtherOutcomeFromTheModel()
    {
        var effects = new double[2];

        ImputedEffects.Compute([1, 0.5], [true, false], [0.6, 0.8], [0.25, 0.125], effects);

        effects.ShouldBe([0.75, 0.3], 1e-15);
    }
}
