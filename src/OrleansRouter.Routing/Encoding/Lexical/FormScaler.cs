using System.Numerics.Tensors;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>Standardises the form of prompts by the training prompts and gives it its length beside the text.</summary>
internal sealed class FormScaler
{
    // An odd prompt counts as at most this many standard deviations away.
    private const double LargestDeviation = 4;

    private readonly double[] _mean, _deviation;
    private readonly double _weight;

    private FormScaler(double[] mean, double[] deviation, double weight) => (_mean, _deviation, _weight) = (mean, deviation, weight);

    /// <summary>Means and standard deviations over the training prompts; a feature that never varies gets 0.</summary>
    public static FormScaler Fit(IReadOnlyList<PromptForm> forms, double weight)
    {
        double[] features = new double[PromptForm.FeatureCount], mean = new double[PromptForm.FeatureCount], deviation = new double[PromptForm.FeatureCount];
        foreach (PromptForm form in forms)
        {
            form.WriteFeatures(features);
            TensorPrimitives.Add<double>(mean, features, mean);
        }

        TensorPrimitives.Divide<double>(mean, forms.Count, mean);
        foreach (PromptForm form in forms)
        {
            form.WriteFeatures(features);
            TensorPrimitives.Subtract<double>(features, mean, features);
            TensorPrimitives.MultiplyAdd<double>(features, features, deviation, deviation);
        }

        return new FormScaler(mean, [.. deviation.Select(s => Math.Sqrt(s / forms.Count))], weight);
    }

    /// <summary>Writes the form into the last places of <paramref name="embedding"/> and divides the whole by √(1 + ‖form‖²).</summary>
    public void Write(PromptForm form, Span<float> embedding)
    {
        Span<double> features = stackalloc double[PromptForm.FeatureCount];
        form.WriteFeatures(features);
        double scale = _weight / Math.Sqrt(PromptForm.FeatureCount);
        for (int j = 0; j < features.Length; j++)
        {
            double z = _deviation[j] > 0 ? (features[j] - _mean[j]) / _deviation[j] : 0;
            features[j] = scale * Math.Clamp(z, -LargestDeviation, LargestDeviation);
        }

        TensorPrimitives.ConvertTruncating<double, float>(features, embedding[^PromptForm.FeatureCount..]);
        TensorPrimitives.Multiply(embedding, (float)(1 / Math.Sqrt(1 + TensorPrimitives.SumOfSquares<double>(features))), embedding);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(_mean);
        writer.Write(_deviation);
        writer.Write(_weight);
    }

    public static FormScaler Read(ModelReader reader)
    {
        var scaler = new FormScaler(reader.ReadDoubles(), reader.ReadDoubles(), reader.ReadDouble());
        double[] all = [.. scaler._mean, .. scaler._deviation, scaler._weight];
        return scaler._mean.Length == PromptForm.FeatureCount && scaler._deviation.Length == PromptForm.FeatureCount && Array.TrueForAll(all, double.IsFinite)
            ? scaler
            : throw new ModelFormatException("The form of prompts is damaged: lengths are wrong or a value is not finite.");
    }
}
