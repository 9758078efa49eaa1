using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class LossFunctionTests
{
    [Fact]
    public void SquaredError_TwoColumns_IsTheMeanOfSquares() =>
        Loss([1, 4], (z, g) => z.SquaredError(Row(g, 0, 2))).ShouldBe((1 + 4) / 2.0, 1e-6);

    [Fact]
    public void BinaryCrossEntropy_HugeLogits_StaysExact()
    {
        Loss([1000], (z, g) => z.BinaryCrossEntropy(Row(g, 0))).ShouldBe(1000, 1e-3);
        Loss([-1000], (z, g) => z.BinaryCrossEntropy(Row(g, 0))).ShouldBe(0, 1e-9);
        Loss([0], (z, g) => z.BinaryCrossEntropy(Row(g, 0.3f))).ShouldBe(Math.Log(2), 1e-6);
    }

    [Fact]
    public void CrossEntropy_HardAndSoft_AgreeOnCertainTargets()
    {
        float[] logits = [0.3f, -2, 1.5f];
        double hard = Loss(logits, (z, g) => z.CrossEntropy(Index(g, 2)));
        hard.ShouldBe(-1.5 + Math.Log(Math.Exp(0.3) + Math.Exp(-2) + Math.Exp(1.5)), 1e-6);
        Loss(logits, (z, g) => z.CrossEntropy(Row(g, 0, 0, 1))).ShouldBe(hard, 1e-6);
    }

    [Fact]
    public void CrossEntropy_ClassOutOfRange_RefusedWithItsPlace() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Loss([1, 2], (z, g) => z.CrossEntropy(Index(g, 2)))).Message.ShouldContain("Row 0");

    [Fact]
    public void CrossEntropy_LargeEqualLogits_IsLogOfCount() =>
        Loss([1e6f, 1e6f, 1e6f], (z, g) => z.CrossEntropy(Index(g, 1))).ShouldBe(Math.Log(3), 1e-6);

    [Fact]
    public void PolicyGradient_UniformPolicy_IsAdvantageTimesLogProbabilityLessEntropy() =>
        Loss([0, 0, 0, 0], (z, g) => z.PolicyGradient(Index(g, 1), Row(g, -0.5f), entropyWeight: 0.05))
            .ShouldBe((-0.5 * Math.Log(4)) - (0.05 * Math.Log(4)), 1e-6);

    [Fact]
    public void PolicyGradient_ArmThatCannotBeChosen_StaysFinite()
    {
        (double loss, float[] slope) = Run([0.5f, float.NegativeInfinity, 0.5f], (z, g) => z.PolicyGradient(Index(g, 0), Row(g, 1), 0.05));
        loss.ShouldBe(Math.Log(2) * (1 - 0.05), 1e-6);
        slope.ShouldAllBe(s => float.IsFinite(s));
        slope[1].ShouldBe(0);
    }

    [Fact]
    public void ExpectedRegret_KnownPolicy_IsTheMeanRegret()
    {
        float[] logits = [MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.2f)];
        Loss(logits, (z, g) => z.ExpectedRegret(Row(g, 1, 3, -1))).ShouldBe((0.5 * 2) + (0.2 * 4), 1e-6);
    }

    [Fact]
    public void ExpectedRegret_PolicyOnTheBestArm_IsZero() =>
        Loss([-200, 200], (z, g) => z.ExpectedRegret(Row(g, 0.2f, 0.9f))).ShouldBe(0, 1e-9);

    [Fact]
    public void ExpectedRegret_ArmOfUnknownUtility_TakesNoPart()
    {
        (double loss, float[] slope) = Run([MathF.Log(0.5f), 9, MathF.Log(0.5f)], (z, g) => z.ExpectedRegret(Row(g, 1, float.NaN, 3)));
        loss.ShouldBe(0.5 * 2, 1e-6);
        slope.ShouldBe([0.5f, 0, -0.5f]);
        (loss, slope) = Run([1, 2], (z, g) => z.ExpectedRegret(Row(g, float.NaN, float.NaN)));
        loss.ShouldBe(0);
        slope.ShouldBe([0, 0]);
    }

    [Fact]
    public void ExpectedRegret_TwoPoliciesSideBySide_IsTheMeanOfBoth()
    {
        Loss([0, 0, 0, 0], (z, g) => z.ExpectedRegret(Row(g, 1, 3, 0, 4), policies: 2)).ShouldBe((1 + 2) / 2.0, 1e-6);
        Should.Throw<ArgumentOutOfRangeException>(() => Loss([0, 0, 0], (z, g) => z.ExpectedRegret(Row(g, 0, 0, 0), policies: 2)))
            .Message.ShouldContain("Must divide the 3 logits");
    }

    [Fact]
    public void WeightedLosses_TargetOfWeightZero_HasNoSay()
    {
        Loss([1, 4], (z, g) => z.SquaredError(Row(g, 0, 9), Row(g, 3, 0))).ShouldBe(3.0 / 2, 1e-6);
        (double loss, float[] slope) = Run([0, 50], (z, g) => z.BinaryCrossEntropy(Row(g, 1, 0), Row(g, 2, 0)));
        loss.ShouldBe(Math.Log(2), 1e-6);
        slope.ShouldBe([-0.5f, 0]);
    }

    [Fact]
    public void Contrastive_TwoPositivesTwoNegatives_SumsBothLogRatios()
    {
        double[] s = [0.4, -0.3, 1.1, 0.2, 9];
        double negatives = Math.Exp(s[1]) + Math.Exp(s[3]);
        double expected = new[] { s[0], s[2] }.Sum(p => -Math.Log(Math.Exp(p) / (Math.Exp(p) + negatives)));
        Loss([.. s.Select(x => (float)x)], (z, g) => z.Contrastive(Row(g, 1, -1, 1, -1, 0))).ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Contrastive_NothingMarked_IsZeroWithoutSlope()
    {
        (double loss, float[] slope) = Run([1, 2], (z, g) => z.Contrastive(Row(g, 0, 0)));
        loss.ShouldBe(0);
        slope.ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void Losses_ShapesDiffer_Refused()
    {
        var graph = new Graph(new ParameterSet(1), 2);
        Node two = graph.Input(2), three = graph.Input(3), learned = three.Dense("a", 2);
        Should.Throw<ArgumentException>(() => two.SquaredError(three)).Message.ShouldContain("2 and 3");
        Should.Throw<ArgumentException>(() => two.SquaredError(learned)).Message.ShouldContain("learned");
        Should.Throw<ArgumentOutOfRangeException>(() => two.ExpectedRegret(two, entropyWeight: double.NaN));
    }

    private static double Loss(float[] prediction, Func<Node, Graph, Node> loss) => Run(prediction, loss).Loss;

    // The prediction is an embedding, so that the gradient with respect to it is that of a parameter.
    private static (double Loss, float[] Slope) Run(float[] prediction, Func<Node, Graph, Node> loss)
    {
        var graph = new Graph(new ParameterSet(1), 1);
        Node table = graph.Embeddings("prediction", 1, prediction.Length, (values, _) => prediction.CopyTo(values));
        Node result = loss(table.Gather(graph.Indices()), graph);
        graph.Begin(1);
        return (graph.Backward(result, 1), [.. graph.ParameterGradients]);
    }

    private static Node Row(Graph graph, params float[] values)
    {
        InputNode input = graph.Input(values.Length);
        graph.Begin(1);
        values.CopyTo(input.Values);
        return input;
    }

    private static IndexInput Index(Graph graph, int value)
    {
        IndexInput input = graph.Indices();
        graph.Begin(1);
        input.Values[0] = value;
        return input;
    }
}
