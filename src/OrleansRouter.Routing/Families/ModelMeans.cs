using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>Mean quality, normalised cost and risk of every model, over the rows in which it has a label.</summary>
/// <param name="Models">The K model ids.</param>
/// <param name="FeatureCount">Length d of the embeddings of the training set.</param>
/// <param name="Quality">Length K.</param>
/// <param name="NormalisedCost">Length K, means of min(cost / cost cap, 1).</param>
/// <param name="CostUsd">Length K, means of the cost itself.</param>
/// <param name="Risk">Length K, mean standard deviation of quality; 0 where no query was observed twice.</param>
internal sealed record ModelMeans(
    string[] Models, int FeatureCount, double[] Quality, double[] NormalisedCost, double[] CostUsd, double[] Risk)
{
    private const int Version = 1;

    /// <summary>Takes the means of a validated training set.</summary>
    public static ModelMeans Of(TrainingSet data) => new(
        [.. data.Models],
        data.Features.Columns,
        PerModel(data.Quality, x => x),
        PerModel(data.CostUsd, data.NormaliseCost),
        PerModel(data.CostUsd, x => x),
        data.Risk is { } risk ? PerModel(risk, x => x) : new double[data.Models.Count]);

    /// <summary>The means of model <paramref name="k"/> and its utility under <paramref name="preference"/>.</summary>
    public CandidateScore Score(int k, Preference preference) => new(
        Quality[k], NormalisedCost[k], Risk[k], preference.Utility(Quality[k], NormalisedCost[k], Risk[k]));

    /// <summary>Writes the means as section <paramref name="name"/>.</summary>
    public void Write(ModelWriter writer, string name)
    {
        writer.Section(name, Version);
        writer.Write(Models);
        writer.Write(FeatureCount);
        writer.Write(Quality.AsSpan());
        writer.Write(NormalisedCost.AsSpan());
        writer.Write(CostUsd.AsSpan());
        writer.Write(Risk.AsSpan());
    }

    /// <summary>Reads section <paramref name="name"/>.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static ModelMeans Read(ModelReader reader, string name)
    {
        reader.Section(name, Version);
        string[] models = reader.ReadStrings();
        int featureCount = reader.ReadInt32(0, int.MaxValue);
        return new ModelMeans(models, featureCount, PerModel(), PerModel(), PerModel(), PerModel());

        double[] PerModel()
        {
            double[] values = reader.ReadDoubles();
            return values.Length == models.Length && Array.TrueForAll(values, double.IsFinite)
                ? values
                : throw new ModelFormatException($"Section '{name}': expected {models.Length} finite means.");
        }
    }

    /// <summary>Column means over the known labels; 0 for a column without any, which only risk may have.</summary>
    private static double[] PerModel(Matrix<double> labels, Func<double, double> value)
    {
        double[] means = new double[labels.Columns];
        for (int k = 0; k < means.Length; k++)
        {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < labels.Rows; i++)
            {
                if (double.IsFinite(labels[i, k]))
                {
                    sum += value(labels[i, k]);
                    count++;
                }
            }

            means[k] = count > 0 ? sum / count : 0;
        }

        return means;
    }
}
