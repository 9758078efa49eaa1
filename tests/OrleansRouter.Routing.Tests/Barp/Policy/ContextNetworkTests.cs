using OrleansRouter.Learning.Networks;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Tests.Barp.Policy;

/// <summary>The heads against the same sums written out by hand.</summary>
public class ContextNetworkTests
{
    private const int Features = 3, Arms = 2, Width = 4, Hidden = 5;
    private static readonly float[] X = [0.5f, -1, 0.25f];

    [Theory]
    [InlineData(DecisionHead.Linear)]
    [InlineData(DecisionHead.Bilinear)]
    [InlineData(DecisionHead.Mlp)]
    public void Logits_AreTheHeadOverPromptAndEncodedPreference(DecisionHead head)
    {
        var parameters = new ParameterSet(7);
        var network = new ContextNetwork(new Graph(parameters, 1), new PolicyShape(head, Features, Arms, Width, Hidden));
        network.Graph.Begin(1);
        X.CopyTo(network.Features.Row(0));
        network.SetPreference(0, SimplexWeights.OfCost(0.3));
        network.Graph.Forward(network.Logits);

        double[] phi = Relu(Dense(Relu(Dense([0.7, 0.3], "preference0")), "preference1"));
        double[] x = [.. X.Select(v => (double)v)], z = [.. x, .. phi];
        double[] expected = head == DecisionHead.Mlp ? Dense(Relu(Dense(z, "hidden")), "head") : Dense(z, "head");
        if (head == DecisionHead.Bilinear)
        {
            float[] w = parameters["bilinear.weight"].ToArray();
            for (int k = 0; k < Arms; k++)
            {
                expected[k] += Enumerable.Range(0, Features).Sum(i => Enumerable.Range(0, Width).Sum(j => x[i] * w[(i * Arms * Width) + (k * Width) + j] * phi[j]));
            }
        }

        for (int k = 0; k < Arms; k++)
        {
            network.Logits.Values[k].ShouldBe((float)expected[k], 1e-5f);
        }

        double[] Dense(double[] input, string name)
        {
            float[] weight = parameters[$"{name}.weight"].ToArray(), bias = parameters[$"{name}.bias"].ToArray();
            return [.. bias.Select((b, j) => b + input.Select((v, i) => v * weight[(i * bias.Length) + j]).Sum())];
        }
    }

    private static double[] Relu(double[] values) => [.. values.Select(v => Math.Max(v, 0))];
}
