using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>A multilayer perceptron for P(y = 1|x) = σ(output), fitted to cross-entropy on standardised inputs.</summary>
/// <remarks>
/// Rows are put in the order of their contents and equal rows are merged before mini-batches are drawn. So the order of rows changes
/// nothing, and integer weights equal repeated rows to the bit, although the method is stochastic.
/// </remarks>
/// <param name="options">Shape and training; <see cref="MlpOptions.StandardizeTargets"/> does not apply.</param>
public sealed class MlpClassifier(MlpOptions options) : IClassifier
{
    private const string SectionName = "mlp-classifier";

    private readonly MlpOptions _options = options.Validated();

    /// <summary>The perceptron with its default options.</summary>
    public MlpClassifier() : this(new MlpOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        FitGuard.Check(features, labels.Length, weights);
        var targets = new Matrix<double>(labels.Length, 1, [.. labels.Select(y => y ? 1.0 : 0.0)]);
        DistinctRows rows = DistinctRows.Of(features, targets, weights);
        var positive = new Matrix<float>(rows.Count, 1, [.. rows.Targets.Values.Select(y => (float)y)]);
        var known = new Matrix<float>(rows.Count, 1, [.. Enumerable.Repeat(1f, rows.Count)]);
        return new Model(MlpTraining.Fit(rows, positive, known, LossFunctions.BinaryCrossEntropy, _options, seed, context, start: null));
    }

    /// <inheritdoc/>
    public IClassificationModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        return MlpNetwork.Read(reader) is { Outputs: 1 } network
            ? new Model(network)
            : throw new ModelFormatException("The perceptron has several outputs; a binary classification was expected.");
    }

    private sealed class Model(MlpNetwork network) : IClassificationModel
    {
        public int FeatureCount => network.Inputs;

        public double PredictProbability(ReadOnlySpan<float> row)
        {
            float logit = 0;
            network.Run(row, new Span<float>(ref logit));
            return Sigmoid(logit);
        }

        public void PredictProbability(Matrix<float> features, Span<double> probabilities)
        {
            float[] logits = network.Run(features).Values;
            for (int i = 0; i < logits.Length; i++)
            {
                probabilities[i] = Sigmoid(logits[i]);
            }
        }

        public void Write(ModelWriter writer)
        {
            writer.Section(SectionName, 1);
            network.Write(writer);
        }

        private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
    }
}
