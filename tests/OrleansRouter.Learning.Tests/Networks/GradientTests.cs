using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class GradientTests
{
    public static TheoryData<string> Cases() => [.. GradientCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_EveryLayerAndLoss_EqualsFiniteDifferences(string name) => GradientCheck.Verify(GradientCases.All[name]);

    [Fact]
    public void Backward_DropoutAndNoiseInTraining_EqualFiniteDifferencesOfTheSameDraw()
    {
        var noise = new BatchNoise(Seed: 11, FirstRow: 2);
        GradientCheck.Verify(p => p.Learned("a", 6).Dropout(0.4).SquaredError(p.Normal(6)), noise: noise);
        GradientCheck.Verify(p => p.Learned("a", 6).GaussianNoise(0.7).Tanh().SquaredError(p.Normal(6)), noise: noise);
    }

    [Fact]
    public void GradientCases_CoverEveryKindOfNode()
    {
        var built = GradientCases.All.Values.SelectMany(define =>
        {
            var probe = new Probe(2);
            define(probe);
            return probe.Graph.Nodes.Select(n => n.GetType());
        });
        IEnumerable<Type> all = typeof(Node).Assembly.GetTypes().Where(t => typeof(Node).IsAssignableFrom(t) && !t.IsAbstract);
        all.Except(built).ShouldBeEmpty();
    }

    [Fact]
    public void Backward_CalledTwice_DoesNotAccumulate()
    {
        var probe = new Probe(4);
        Node loss = GradientCases.All["dense shared"](probe);
        probe.Begin(4);
        probe.Graph.Backward(loss, 0.25f);
        float[] once = [.. probe.Graph.ParameterGradients];
        probe.Graph.Backward(loss, 0.25f);
        probe.Graph.ParameterGradients.ShouldBe(once);
    }

    [Fact]
    public void Backward_TwiceTheScale_TwiceTheGradient()
    {
        var probe = new Probe(4);
        Node loss = GradientCases.All["tanh"](probe);
        probe.Begin(3);
        probe.Graph.Backward(loss, 0.5f);
        float[] half = [.. probe.Graph.ParameterGradients];
        probe.Graph.Backward(loss, 1);
        probe.Graph.ParameterGradients.ShouldBe([.. half.Select(g => 2 * g)]);
    }
}
