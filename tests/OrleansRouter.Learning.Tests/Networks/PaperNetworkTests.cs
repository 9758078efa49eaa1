using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;

namespace OrleansRouter.Learning.Tests.Networks;

public sealed class PaperNetworkTests
{
    [Theory]
    [InlineData("linear")]
    [InlineData("bilinear")]
    [InlineData("mlp")]
    public void Barp_PolicyGradient_PassesTheGradientCheck(string head) => GradientCheck.Verify(p =>
        PaperNetworks.BarpLogits(p.Normal(6), p.Distribution(2), arms: 4, head, width: 8).PolicyGradient(p.Indices(4), p.Normal(1), 0.05));

    [Fact]
    public void EmbedLlm_WithNoise_PassesTheGradientCheck() => GradientCheck.Verify(
        p => PaperNetworks.EmbedLlmLoss(p.Normal(6), p.Indices(3), p.Uniform(1), p.Uniform(1), models: 3, width: 8),
        noise: new BatchNoise(5, 0));

    [Fact]
    public void Mirt_ThreeHeads_PassesTheGradientCheck() => GradientCheck.Verify(p =>
        PaperNetworks.MirtLoss(p.Normal(6), p.Indices(3), p.Uniform(1), p.Uniform(1), p.Uniform(1), models: 3, latent: 4, hidden: 8));

    [Fact]
    public void RmSoftmax_ExpectedRegret_PassesTheGradientCheck() => GradientCheck.Verify(p =>
        PaperNetworks.RmSoftmaxLoss(p.Normal(6), p.Uniform(1), p.Normal(4), width: 8, temperature: 0.5));

    [Fact]
    public void GraphRouter_EdgeMlp_PassesTheGradientCheck() => GradientCheck.Verify(p =>
        PaperNetworks.GraphRouter(p.Normal(6), p.Table(3, 5), p.Indices(3), projection: 4, hidden0: 8, hidden1: 6).SquaredError(p.Normal(3)));

    [Fact]
    public void RouterDc_BothContrasts_PassesTheGradientCheck() => GradientCheck.Verify(p =>
        PaperNetworks.RouterDcLoss(p.Normal(6), p.Marks(4), p.Table(5, 6), p.Marks(5), width: 4));

    [Fact]
    public void Barp_TrainedOnSampledActions_PrefersTheCheapArmExactlyWhenCostMatters()
    {
        // Arm 0 is good and dear, arm 1 poor and free: the best arm is 0 iff w_q·0.9 − w_c > w_q·0.3, that is iff w_q > 1/1.6.
        double[] quality = [0.9, 0.3], cost = [1, 0];
        var parameters = new ParameterSet(1);
        var options = new TrainingOptions { BatchRows = 64, Optimizer = new AdamOptions { LearningRate = 3e-3 } };
        var trainer = new Trainer(parameters, g => BarpObjective(g, quality, cost), options, seed: 1, FitContext.Default);
        int[] rows = new int[64];
        for (int step = 0; step < 400; step++)
        {
            trainer.Step(rows);
        }

        var graph = new Graph(parameters, 1);
        InputNode x = graph.Input(1), w = graph.Input(2);
        Node policy = PaperNetworks.BarpLogits(x, w, arms: 2, "mlp", width: 32).Softmax();
        float DearArm(float wq)
        {
            graph.Begin(1);
            (w.Values[0], w.Values[1]) = (wq, 1 - wq);
            graph.Forward(policy);
            return policy.Values[0];
        }

        DearArm(0.95f).ShouldBeGreaterThan(0.8f);
        DearArm(0.1f).ShouldBeLessThan(0.2f);
    }

    // The loader runs the policy, samples from it, and only then knows the rewards: what learning from bandit feedback needs.
    private static Objective BarpObjective(Graph graph, double[] quality, double[] cost)
    {
        InputNode x = graph.Input(1), w = graph.Input(2), advantage = graph.Input(1);
        IndexInput action = graph.Indices();
        Node logits = PaperNetworks.BarpLogits(x, w, arms: 2, "mlp", width: 32), policy = logits.Softmax();
        return new Objective(logits.PolicyGradient(action, advantage, entropyWeight: 0.05), batch =>
        {
            Span<double> uniforms = stackalloc double[batch.Rows.Length];
            for (int i = 0; i < uniforms.Length; i++)
            {
                RowRandom random = batch.Random(i);
                w.Row(i)[0] = (float)random.NextDouble();
                w.Row(i)[1] = 1 - w.Row(i)[0];
                uniforms[i] = random.NextDouble();
            }

            graph.Forward(policy);
            double mean = 0;
            for (int i = 0; i < uniforms.Length; i++)
            {
                int a = action.Values[i] = uniforms[i] < policy.Row(i)[0] ? 0 : 1;
                double reward = (w.Row(i)[0] * quality[a]) - (w.Row(i)[1] * cost[a]);
                advantage.Values[i] = (float)reward;
                mean += reward / uniforms.Length;
            }

            foreach (ref float value in advantage.Values)
            {
                value -= (float)mean;
            }
        });
    }
}
