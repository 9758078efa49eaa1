using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>A multilayer perceptron with K outputs that share their hidden layers, fitted to squared error.</summary>
public static class MultiMlp
{
    /// <summary>Fits all targets at once.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="targets">n × K, finite, or NaN where unknown: such a target does not count. One never known is predicted as 0.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones. Integer weights equal repeated rows.</param>
    /// <param name="options">Shape and training.</param>
    /// <param name="seed">First weights and order of rows.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="start">Replaces the first weights, <c>hidden0.weight</c> to <c>output.bias</c>, or null to draw them.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite or out of range.</exception>
    public static MultiMlpModel Fit(
        Matrix<float> features, Matrix<double> targets, double[]? weights, MlpOptions options, ulong seed, FitContext context,
        Action<ParameterSet>? start = null)
    {
        options.Validated();
        FitGuard.Check(features, targets.Rows, weights);
        FitGuard.CheckFinite(targets, nameof(targets), missingAllowed: true);
        DistinctRows rows = DistinctRows.Of(features, targets, weights);
        Standardization scaling = options.StandardizeTargets
            ? Standardization.Of(rows.Targets, rows.Weights)
            : Standardization.Identity(targets.Columns);
        (Matrix<float> scaled, Matrix<float> known) = Scale(rows.Targets, scaling);

        // ½ Σₖ (ŷₖ − yₖ)², as in scikit-learn.
        Node Loss(Node output, Node target, Node knownTarget) => output.SquaredError(target, knownTarget).Times(0.5 * targets.Columns);
        return new MultiMlpModel(MlpTraining.Fit(rows, scaled, known, Loss, options, seed, context, start), scaling);
    }

    // Standardised targets, 0 where unknown, and beside them 1 where known and 0 where not.
    private static (Matrix<float> Scaled, Matrix<float> Known) Scale(Matrix<double> targets, Standardization scaling)
    {
        var scaled = new Matrix<float>(targets.Rows, targets.Columns);
        var known = new Matrix<float>(targets.Rows, targets.Columns);
        for (int i = 0; i < targets.Rows; i++)
        {
            for (int k = 0; k < targets.Columns; k++)
            {
                bool isKnown = !double.IsNaN(targets[i, k]);
                (scaled[i, k], known[i, k]) = isKnown ? (scaling.Apply(targets[i, k], k), 1) : (0, 0);
            }
        }

        return (scaled, known);
    }
}

/// <summary>A fitted perceptron with K outputs.</summary>
public sealed class MultiMlpModel : IModel
{
    private const string SectionName = "multi-mlp";

    private readonly MlpNetwork _network;
    private readonly Standardization _targets;

    internal MultiMlpModel(MlpNetwork network, Standardization targets) => (_network, _targets) = (network, targets);

    /// <inheritdoc/>
    public int FeatureCount => _network.Inputs;

    /// <summary>Number of targets K.</summary>
    public int TargetCount => _network.Outputs;

    /// <summary>Ŷ of all targets for one row.</summary>
    /// <param name="row">Length d.</param>
    /// <param name="predictions">Destination, length K.</param>
    public void Predict(ReadOnlySpan<float> row, Span<double> predictions)
    {
        Span<float> outputs = TargetCount <= 256 ? stackalloc float[TargetCount] : new float[TargetCount];
        _network.Run(row, outputs);
        ToUnits(outputs, predictions);
    }

    /// <summary>Ŷ of all targets for every row; the same values as row by row.</summary>
    /// <param name="features">n × d.</param>
    /// <returns>n × K.</returns>
    public Matrix<double> Predict(Matrix<float> features)
    {
        Matrix<float> outputs = _network.Run(features);
        var predictions = new Matrix<double>(features.Rows, TargetCount);
        for (int i = 0; i < features.Rows; i++)
        {
            ToUnits(outputs.Row(i), predictions.Row(i));
        }

        return predictions;
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        _network.Write(writer);
        _targets.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static MultiMlpModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        MlpNetwork network = MlpNetwork.Read(reader);
        return new MultiMlpModel(network, Standardization.Read(reader, network.Outputs));
    }

    private void ToUnits(ReadOnlySpan<float> outputs, Span<double> predictions)
    {
        for (int k = 0; k < outputs.Length; k++)
        {
            predictions[k] = _targets.Undo(outputs[k], k);
        }
    }
}
