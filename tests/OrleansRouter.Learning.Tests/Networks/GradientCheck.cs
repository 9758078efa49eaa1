using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Learning.Tests.Networks;

/// <summary>Compares backpropagation with finite differences, for every single parameter.</summary>
public static class GradientCheck
{
    private const int Rows = 5;

    /// <summary>
    /// Fourth-order central differences in single precision: at h = 0.02 the loss's rounding of about 1e−7 per row costs about 1e−5, and so
    /// does the truncation. A difference that straddles the kink of a ReLU is wrong at that step; the smaller steps then decide.
    /// </summary>
    private static readonly double[] Steps = [2e-2, 4e-3, 1e-3];

    public static void Verify(Func<Probe, Node> define, double tolerance = 1e-3, BatchNoise? noise = null)
    {
        var probe = new Probe(Rows + 2);
        Node loss = define(probe);
        probe.Begin(Rows, noise);
        probe.Graph.Backward(loss, scale: 1);
        float[] gradient = [.. probe.Graph.ParameterGradients];
        gradient.ShouldContain(g => Math.Abs(g) > 1e-3, "nothing to check: every gradient is zero");
        probe.Graph.Parameters.Parameters
            .SelectMany(p => Enumerable.Range(0, p.Length).Select(i => (Name: $"{p.Name}[{i}]", Index: p.Offset + i)))
            .Where(p => !Steps.Any(h => Agree(gradient[p.Index], Difference(probe, loss, p.Index, h, noise), tolerance)))
            .Select(p => $"{p.Name}: {gradient[p.Index]}, by differences {Difference(probe, loss, p.Index, Steps[0], noise)}")
            .ShouldBeEmpty();
    }

    private static bool Agree(double gradient, double difference, double tolerance) =>
        Math.Abs(gradient - difference) <= tolerance * (1 + Math.Abs(difference));

    private static double Difference(Probe probe, Node loss, int index, double h, BatchNoise? noise)
    {
        double near = LossAt(h) - LossAt(-h), far = LossAt(2 * h) - LossAt(-2 * h);
        return ((8 * near) - far) / (12 * h);

        double LossAt(double step)
        {
            float[] values = probe.Graph.Parameters.Values;
            float before = values[index];
            values[index] = (float)(before + step);
            probe.Graph.Begin(Rows, noise);
            probe.Graph.Forward(loss);
            values[index] = before;
            return Graph.Sum(loss.Values);
        }
    }
}
