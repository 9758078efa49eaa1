using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.EmbedLlm;

/// <summary>Options of EmbedLLM; defaults from DARS' published code: 20 epochs in batches of 2,048 query–model pairs.</summary>
public sealed record EmbedLlmOptions : NetworkOptions
{
    /// <summary>The published options.</summary>
    public EmbedLlmOptions() : base(epochs: 20, batchRows: 2048)
    {
    }

    /// <summary>Length of the embeddings of queries and models. Default 256.</summary>
    [Range(1, 65_536)] public int Dimensions { get; init; } = 256;

    /// <summary>α, standard deviation of the Gaussian noise on both embeddings in training. Default 0.05.</summary>
    [Range(0, 100)] public double Noise { get; init; } = 0.05;

    /// <summary>β of the training target clip(q̄ − βσ, 0, 1). Default 0.2.</summary>
    [Range(0, 1000)] public double RiskAversion { get; init; } = 0.2;
}
