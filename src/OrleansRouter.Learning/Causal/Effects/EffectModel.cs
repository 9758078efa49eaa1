using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>An estimated effect Δ̂(s), clipped to ± its bound where it has one. Immutable, thread-safe, serialisable.</summary>
public sealed class EffectModel : IEffect
{
    private const int Version = 2;
    private readonly IEffect _effect;

    internal EffectModel(string learner, IEffect effect, double? bound)
    {
        Learner = learner;
        _effect = effect;
        Bound = bound;
    }

    /// <summary>Name of the learner, which reads the model back.</summary>
    public string Learner { get; }

    /// <summary>Largest |Δ̂|, or null.</summary>
    public double? Bound { get; }

    /// <inheritdoc/>
    public int FeatureCount => _effect.FeatureCount;

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<float> row) => Bounded(_effect.Predict(row));

    /// <inheritdoc/>
    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        _effect.Predict(features, predictions);
        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction = Bounded(prediction);
        }
    }

    /// <inheritdoc/>
    public double? Variance(ReadOnlySpan<float> row) => _effect.Variance(row);

    /// <summary>Δ̂ ± z standard errors of the last regressions, the uncertainty of the nuisances not counted; null where the learner has no variance.</summary>
    /// <param name="row">One row.</param>
    /// <param name="z">Quantile of the standard normal, 1.96 for 95 %.</param>
    public (double Low, double High)? Interval(ReadOnlySpan<float> row, double z = 1.96)
    {
        double centre = Predict(row);
        return Variance(row) is { } variance ? (centre - (z * Math.Sqrt(variance)), centre + (z * Math.Sqrt(variance))) : null;
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(Learner, Version);
        writer.Write(Bound is not null);
        writer.Write(Bound ?? 0);
        _effect.Write(writer);
    }

    /// <summary>At how many rows the bound is in force.</summary>
    internal int CountBounded(Matrix<float> features)
    {
        if (Bound is null)
        {
            return 0;
        }

        var effects = new double[features.Rows];
        _effect.Predict(features, effects);
        return effects.Count(x => Bounded(x) != x);
    }

    internal static EffectModel Read(ModelReader reader, string learner, Func<ModelReader, IEffect> readEffect)
    {
        if (reader.Section(learner, Version) is < Version and var version)
        {
            throw new ModelFormatException($"Section '{learner}' has version {version}; this build reads version {Version}.");
        }

        bool isBounded = reader.ReadBoolean();
        double bound = reader.ReadDouble();
        return bound is >= 0 and < double.PositiveInfinity
            ? new EffectModel(learner, readEffect(reader), isBounded ? bound : null)
            : throw new ModelFormatException($"Section '{learner}': the bound is {bound:R}; expected a positive number.");
    }

    private double Bounded(double effect) => Bound is { } bound ? Math.Clamp(effect, -bound, bound) : effect;
}
