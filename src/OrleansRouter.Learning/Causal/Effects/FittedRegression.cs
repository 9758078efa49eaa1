using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Learning.Causal;

/// <summary>A regression model that remembers by which learner it is read back, and its sampling variance where the model has one.</summary>
internal sealed class FittedRegression
{
    private static readonly Registry<IRegressor> Learners = Registry<IRegressor>.Scan(typeof(IRegressor).Assembly);

    private readonly string _learner;
    private readonly Lazy<InfinitesimalJackknife>? _jackknife;

    private FittedRegression(string learner, IRegressionModel model)
    {
        _learner = learner;
        Model = model;
        _jackknife = model is ForestModel { Sample: not null } forest ? new(() => new InfinitesimalJackknife(forest)) : null;
    }

    public IRegressionModel Model { get; }

    public static FittedRegression Fit(IRegressor learner, Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context) =>
        Of(learner, learner.Fit(features, targets, weights, seed, context));

    /// <summary>A model that <paramref name="learner"/> reads back.</summary>
    public static FittedRegression Of(IRegressor learner, IRegressionModel model) => new(learner.Name, model);

    public double[] Predict(Matrix<float> features)
    {
        var predictions = new double[features.Rows];
        Model.Predict(features, predictions);
        return predictions;
    }

    /// <summary>Unbiased, at least 0; null for models without.</summary>
    public double? Variance(ReadOnlySpan<float> row) => _jackknife is null ? null : Math.Max(0, _jackknife.Value.Estimate(row).Variance);

    public void Write(ModelWriter writer)
    {
        writer.Write(_learner);
        Model.Write(writer);
    }

    public static FittedRegression Read(ModelReader reader)
    {
        string learner = reader.ReadString();
        return new FittedRegression(learner, Find(Learners, learner).Read(reader));
    }

    internal static T Find<T>(Registry<T> learners, string name) where T : class, INamed =>
        learners.All.FirstOrDefault(x => x.Name == name)
        ?? throw new ModelFormatException($"The model was made by '{name}'; this build knows: {string.Join(", ", learners.All.Select(x => x.Name))}.");
}
