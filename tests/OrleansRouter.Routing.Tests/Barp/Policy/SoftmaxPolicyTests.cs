using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Tests.Barp.Policy;

public class SoftmaxPolicyTests
{
    [Fact]
    public void Normalise_IsTheSoftmaxOverTheEligible()
    {
        double[] logits = [1, 2, 700, 3];
        SoftmaxPolicy.Normalise(logits, [true, true, false, true]);
        double sum = Math.Exp(-2) + Math.Exp(-1) + 1;
        logits[0].ShouldBe(Math.Exp(-2) / sum, 1e-15);
        logits[1].ShouldBe(Math.Exp(-1) / sum, 1e-15);
        logits[2].ShouldBe(0);
        logits[3].ShouldBe(1 / sum, 1e-15);
    }

    [Fact]
    public void Normalise_HugeLogits_DoNotOverflow()
    {
        double[] logits = [1e5, 1e5, -1e5];
        SoftmaxPolicy.Normalise(logits, [true, true, true]);
        logits.ShouldBe([0.5, 0.5, 0]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.29, 0)]
    [InlineData(0.31, 2)]
    [InlineData(0.9999999999999999, 2)]
    public void Pick_TakesTheModelInWhoseShareTheDrawFalls(double draw, int arm) => SoftmaxPolicy.Pick([0.3, 0, 0.7 - 1e-12, 0], draw).ShouldBe(arm);
}
