using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Barp.Estimates;

/// <summary>q̂(x,k) and ĉ(x,k): linear expectations of quality and normalised cost, learned from the outcomes that were seen.</summary>
internal sealed class RewardModel
{
    private const string SectionName = "barp-reward-model";
    private const int StackLimit = 512;

    private readonly MultiLinearModel _expectations;

    /// <param name="expectations">K qualities, then K costs.</param>
    public RewardModel(MultiLinearModel expectations) => _expectations = expectations;

    /// <summary>K.</summary>
    public int Arms => _expectations.TargetCount / 2;

    /// <summary>Length d of the embeddings.</summary>
    public int FeatureCount => _expectations.FeatureCount;

    /// <summary>The expectations for one query; costs are brought into [0, 1], outside of which they mean nothing.</summary>
    /// <param name="embedding">Length d.</param>
    /// <param name="quality">Destination, length K.</param>
    /// <param name="cost">Destination, length K.</param>
    public void Predict(ReadOnlySpan<float> embedding, Span<double> quality, Span<double> cost)
    {
        int count = _expectations.TargetCount;
        Span<double> predicted = count <= StackLimit ? stackalloc double[count] : new double[count];
        _expectations.Predict(embedding, predicted);
        predicted[..quality.Length].CopyTo(quality);
        for (int k = 0; k < cost.Length; k++)
        {
            cost[k] = Math.Clamp(predicted[quality.Length + k], 0, 1);
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        _expectations.Write(writer);
    }

    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static RewardModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        MultiLinearModel expectations = MultiLinearModel.Read(reader);
        return expectations.TargetCount > 0 && expectations.TargetCount % 2 == 0
            ? new RewardModel(expectations)
            : throw new ModelFormatException($"Section '{SectionName}' has {expectations.TargetCount} expectations; expected a quality and a cost per model.");
    }
}
