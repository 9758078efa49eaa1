using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>A multilayer perceptron for one target, on standardised inputs. <see cref="MultiMlp"/> fits several targets with shared layers.</summary>
/// <remarks>
/// Rows are put in the order of their contents and equal rows are merged before mini-batches are drawn. So the order of rows changes
/// nothing, and integer weights equal repeated rows to the bit, although the method is stochastic.
/// </remarks>
/// <param name="options">Shape and training.</param>
public sealed class MlpRegressor(MlpOptions options) : IRegressor
{
    private readonly MlpOptions _options = options.Validated();

    /// <summary>The perceptron with its default options.</summary>
    public MlpRegressor() : this(new MlpOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        FitGuard.Check(features, targets.Length, weights);
        FitGuard.CheckTargets(targets);
        return new Model(MultiMlp.Fit(features, new Matrix<double>(targets.Length, 1, targets), weights, _options, seed, context));
    }

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => MultiMlpModel.Read(reader) is { TargetCount: 1 } model
        ? new Model(model)
        : throw new ModelFormatException("The perceptron has several outputs; a regression of one target was expected.");

    private sealed class Model(MultiMlpModel model) : IRegressionModel
    {
        public int FeatureCount => model.FeatureCount;

        public double Predict(ReadOnlySpan<float> row)
        {
            double prediction = 0;
            model.Predict(row, new Span<double>(ref prediction));
            return prediction;
        }

        public void Predict(Matrix<float> features, Span<double> predictions) => model.Predict(features).Values.CopyTo(predictions);

        public void Write(ModelWriter writer) => model.Write(writer);
    }
}
