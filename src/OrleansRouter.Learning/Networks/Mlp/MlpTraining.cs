using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>Fits perceptrons: what regression and classification share.</summary>
internal static class MlpTraining
{
    /// <summary>Trains on standardised inputs.</summary>
    /// <param name="rows">Distinct rows; their features are standardised in place.</param>
    /// <param name="targets">Length n rows of K outputs, in the units that <paramref name="loss"/> compares.</param>
    /// <param name="known">As large: 1 where a target is known, 0 where it does not count.</param>
    /// <param name="loss">Loss column of output, target and known.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="seed">First weights and order of rows.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="start">Replaces the first weights, or null.</param>
    public static MlpNetwork Fit(
        DistinctRows rows, Matrix<float> targets, Matrix<float> known, Func<Node, Node, Node, Node> loss, MlpOptions options, ulong seed,
        FitContext context, Action<ParameterSet>? start)
    {
        Matrix<float> inputs = rows.Features;
        Standardization scaling = Standardization.Of(inputs, rows.Weights);
        for (int i = 0; i < rows.Count; i++)
        {
            scaling.Apply(inputs.Row(i), inputs.Row(i));
        }

        double meanWeight = rows.Weights.Sum() / rows.Count;
        float[] weights = [.. rows.Weights.Select(w => (float)(w / meanWeight))];
        var parameters = new ParameterSet(seed);
        Objective Define(Graph graph)
        {
            InputNode x = graph.Input(inputs.Columns), y = graph.Input(targets.Columns), k = graph.Input(targets.Columns), w = graph.Input(1);
            Node output = MlpNetwork.Define(x, options.HiddenWidths, options.Activate, targets.Columns);
            return new Objective(loss(output, y, k).Times(w), batch =>
            {
                x.Load(inputs, batch.Rows);
                y.Load(targets, batch.Rows);
                k.Load(known, batch.Rows);
                w.Load(weights, batch.Rows);
            });
        }

        var trainer = new Trainer(parameters, Define, TrainingOptions(options, rows.Count), seed, context);
        start?.Invoke(parameters);
        (int[] training, int[] validation) = Split(rows.Count, options.ValidationShare, seed);
        trainer.Run(training, validation);
        return new MlpNetwork(parameters, scaling, [.. options.HiddenWidths], options.Activation, targets.Columns);
    }

    private static TrainingOptions TrainingOptions(MlpOptions options, int rows)
    {
        int batchRows = Math.Min(options.BatchRows, rows);
        return new TrainingOptions
        {
            Optimizer = new AdamOptions { LearningRate = options.LearningRate, WeightDecay = options.L2 / batchRows },
            Epochs = options.MaxIterations,
            BatchRows = batchRows,
            Tolerance = options.Tolerance,
            Patience = options.Patience,
        };
    }

    // At least one row stays for training.
    private static (int[] Training, int[] Validation) Split(int rows, double validationShare, ulong seed)
    {
        int[] order = validationShare > 0 ? Rng.Stream(seed, ulong.MaxValue).Permutation(rows) : [.. Enumerable.Range(0, rows)];
        int held = Math.Min((int)Math.Round(rows * validationShare), rows - 1);
        return (order[held..], order[..held]);
    }
}
