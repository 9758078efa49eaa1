using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>Who chooses the queries that get gold labels.</summary>
public enum LabelStrategy
{
    /// <summary>Chance.</summary>
    Random,

    /// <summary><see cref="LabelProposals"/>.</summary>
    Active,
}

/// <summary>Options of learning curves under gold labels that are bought batch by batch.</summary>
public sealed record ActiveEvaluationOptions
{
    /// <summary>Gold labels at the start, drawn at random. Default 20.</summary>
    [Range(2, 1_000_000)] public int StartSize { get; init; } = 20;

    /// <summary>Gold labels bought after the start. Default 100.</summary>
    [Range(1, 1_000_000)] public int Budget { get; init; } = 100;

    /// <summary>Test queries per round. Default 500.</summary>
    [Range(1, 1_000_000)] public int TestSize { get; init; } = 500;

    /// <summary>Queries with a preference per round, which gold labels can be bought for. Default: all rows that are neither tested on nor gold.</summary>
    [Range(2, 1_000_000)] public int? PreferenceSize { get; init; }

    /// <summary>Rounds. Default 20.</summary>
    [Range(1, 100_000)] public int Rounds { get; init; } = 20;

    /// <summary>Seed of the splits and of all choices. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether gold labels at the start come from the rows that the data mark as judged by gold and all others can be bought. Default: any row may be either.</summary>
    public bool KeepSources { get; init; }

    /// <summary>The router that learns; one of <see cref="GainEstimators"/>. Default auto.</summary>
    [Required] public string Router { get; init; } = "auto";

    /// <summary>Strategies to compare, on the same rounds. Default both.</summary>
    [Required] public IReadOnlyList<LabelStrategy> Strategies { get; init; } = Enum.GetValues<LabelStrategy>();

    /// <summary>Boundary, batch and precision of active labelling.</summary>
    [Required] public ActiveOptions Active { get; init; } = new();

    /// <summary>Learners, normalisation, folds, floors.</summary>
    [Required] public MetaRouterOptions Method { get; init; } = new();
}
