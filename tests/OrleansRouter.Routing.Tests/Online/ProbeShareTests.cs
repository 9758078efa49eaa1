using OrleansRouter.Routing.Online;

namespace OrleansRouter.Routing.Tests.Online;

public sealed class ProbeShareTests
{
    [Fact]
    public void Mix_OneProbedModel_HasItsShareAndTheRestItsProportions()
    {
        double[] probabilities = [0.75, 0.25, 0];

        ProbeShare.Mix(probabilities, [false, false, true], 0.1);

        probabilities.ShouldBe([0.675, 0.225, 0.1], 1e-15);
    }

    [Fact]
    public void Mix_ManyProbedModels_TakeHalfTogether()
    {
        double[] probabilities = [1, 0, 0, 0, 0];

        ProbeShare.Mix(probabilities, [false, true, true, true, true], 0.2);

        probabilities.ShouldBe([0.5, 0.125, 0.125, 0.125, 0.125], 1e-15);
    }

    [Fact]
    public void Mix_NothingProbed_ChangesNothing()
    {
        double[] probabilities = [0.3, 0.7];

        ProbeShare.Mix(probabilities, [false, false], 0.2);

        probabilities.ShouldBe([0.3, 0.7]);
    }
}
