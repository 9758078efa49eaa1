using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.Mirt;

/// <summary>Options of the item-response family; defaults from DARS' published code: 30 epochs in batches of 256 query–model pairs.</summary>
public sealed record MirtOptions : NetworkOptions
{
    /// <summary>The published options.</summary>
    public MirtOptions() : base(epochs: 30, batchRows: 256)
    {
    }

    /// <summary>Dimensions of the latent space. Default 16.</summary>
    [Range(1, 65_536)] public int Latent { get; init; } = 16;

    /// <summary>Width of the hidden layer between embedding and latent vector. Default 128.</summary>
    [Range(1, 65_536)] public int Hidden { get; init; } = 128;
}
