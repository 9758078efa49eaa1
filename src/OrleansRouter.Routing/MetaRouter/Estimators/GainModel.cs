using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>m̂: the mean of one or several regressions. Immutable, thread-safe, serialisable.</summary>
public sealed class GainModel : IRegressionModel
{
    private const string SectionName = "gain";
    private static readonly Registry<IRegressor> Learners = Registry<IRegressor>.Scan(typeof(IRegressor).Assembly);

    private readonly (string Learner, IRegressionModel Model)[] _parts;

    private GainModel((string Learner, IRegressionModel Model)[] parts) => _parts = parts;

    /// <inheritdoc/>
    public int FeatureCount => _parts[0].Model.FeatureCount;

    /// <summary>A single regression.</summary>
    /// <param name="learner">What fitted it and reads it back.</param>
    /// <param name="model">The regression.</param>
    public static GainModel Of(IRegressor learner, IRegressionModel model) => new([(learner.Name, model)]);

    /// <summary>The mean of the regressions of both, each counting once.</summary>
    public static GainModel Mean(GainModel first, GainModel second) => new([.. first._parts, .. second._parts]);

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach ((_, IRegressionModel model) in _parts)
        {
            sum += model.Predict(row);
        }

        return sum / _parts.Length;
    }

    /// <inheritdoc/>
    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        predictions[..features.Rows].Clear();
        var part = new double[features.Rows];
        foreach ((_, IRegressionModel model) in _parts)
        {
            model.Predict(features, part);
            for (int i = 0; i < part.Length; i++)
            {
                predictions[i] += part[i];
            }
        }

        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction /= _parts.Length;
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(_parts.Length);
        foreach ((string learner, IRegressionModel model) in _parts)
        {
            writer.Write(learner);
            model.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static GainModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        var parts = new (string Learner, IRegressionModel Model)[reader.ReadInt32(1, 16)];
        for (int i = 0; i < parts.Length; i++)
        {
            string learner = reader.ReadString();
            IRegressor known = Learners.All.FirstOrDefault(x => x.Name == learner)
                ?? throw new ModelFormatException($"Section '{SectionName}' was made by '{learner}'; this build knows: {string.Join(", ", Learners.All.Select(x => x.Name))}.");
            parts[i] = (learner, known.Read(reader));
        }

        return parts.DistinctBy(part => part.Model.FeatureCount).Count() == 1
            ? new GainModel(parts)
            : throw new ModelFormatException($"Section '{SectionName}': the regressions take different numbers of features.");
    }
}
