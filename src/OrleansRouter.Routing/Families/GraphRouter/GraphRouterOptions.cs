using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.GraphRouter;

/// <summary>Options of the graph router; defaults from DARS' published code: 50 epochs in batches of 256 query–model edges.</summary>
public sealed record GraphRouterOptions : NetworkOptions
{
    /// <summary>The published options.</summary>
    public GraphRouterOptions() : base(epochs: 50, batchRows: 256)
    {
    }

    /// <summary>Width of the space that queries and models are projected into. Default 128.</summary>
    [Range(1, 65_536)] public int Projection { get; init; } = 128;

    /// <summary>Width of the first hidden layer over an edge. Default 256.</summary>
    [Range(1, 65_536)] public int Hidden0 { get; init; } = 256;

    /// <summary>Width of the second hidden layer over an edge. Default 128.</summary>
    [Range(1, 65_536)] public int Hidden1 { get; init; } = 128;
}
