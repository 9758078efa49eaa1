using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Families.MetaRouter;

/// <summary>Options of the meta-router family.</summary>
public sealed record MetaRouterFamilyOptions
{
    private static readonly MetaRouterOptions Defaults = new();

    /// <summary>How m̂ is learned, one of <see cref="GainEstimators"/>. Default auto.</summary>
    [Required] public string Estimator { get; init; } = "auto";

    /// <summary>ℋ by name, one of <see cref="LearnerSets"/>. Default forest.</summary>
    [Required] public string Learner { get; init; } = Defaults.Learner;

    /// <summary>How gold gains are brought to the scale of preferences. Default variance.</summary>
    public GoldNormalisation Normalisation { get; init; } = Defaults.Normalisation;

    /// <summary>Folds of the nuisances, for estimators that have some. Default 5.</summary>
    [Range(1, 100)] public int Folds { get; init; } = Defaults.Folds;

    /// <summary>Whether the R- and the DR-learner choose by cross-validation how free shift and gain may be. Default true.</summary>
    public bool Tuned { get; init; } = Defaults.Tuned;

    /// <summary>Weight of a preference row in the final regression; gold rows weigh 1. Default 1 (the paper's eq. 6).</summary>
    [Range(0.0, 1.0)] public double PreferenceWeight { get; init; } = Defaults.PreferenceWeight;

    /// <summary>Which preference rows are kept where gold has none like them. Default all.</summary>
    public TruncationKind Truncation { get; init; } = TruncationKind.None;

    /// <summary>Floor of the truncation. Default 0.1.</summary>
    [Range(0.0, 0.4999)] public double TruncationFloor { get; init; } = Defaults.Truncation.Floor;

    /// <summary>How a difference of cheap scores becomes a preference. Default its sign.</summary>
    public PreferenceForm Form { get; init; } = PreferenceForm.Sign;

    /// <summary>Differences of cheap scores of at most this size are ties, in their units. Default 0.</summary>
    [Range(0.0, 1000.0)] public double TieBand { get; init; }

    /// <summary>Principal components that embeddings are reduced to where they have more and the rows allow; 0 leaves them. Default 50 (the paper).</summary>
    [Range(0, 10_000)] public int Components { get; init; } = 50;

    internal MetaRouterOptions ToMethod() => Defaults with
    {
        Learner = Learner,
        Normalisation = Normalisation,
        Folds = Folds,
        Tuned = Tuned,
        PreferenceWeight = PreferenceWeight,
        Truncation = new TruncationOptions { Kind = Truncation, Floor = TruncationFloor },
    };
}
