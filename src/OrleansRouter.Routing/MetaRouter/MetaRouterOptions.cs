using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Options of a meta-router, whatever estimates its shift.</summary>
public sealed record MetaRouterOptions
{
    /// <summary>ℋ by name, one of <see cref="LearnerSets"/>. Default forest.</summary>
    [Required] public string Learner { get; init; } = LearnerSets.Default;

    /// <summary>How gold gains are brought to the scale of preferences. Default variance.</summary>
    public GoldNormalisation Normalisation { get; init; } = GoldNormalisation.Variance;

    /// <summary>Folds of the nuisances; 1 fits and predicts in sample, as the paper's experiments do. Default 5.</summary>
    [Range(1, 100)] public int Folds { get; init; } = 5;

    /// <summary>Whether the floors on the propensity are scaled to the share of gold rows. Default: scaled; the published code takes them as they stand.</summary>
    public FloorScale FloorScale { get; init; } = FloorScale.BaseRate;

    /// <summary>
    /// Smallest leaf of the trees of Δ̂, in expected gold rows, so that every leaf can compare the two sources; null for the published leaves of two
    /// rows, which with few gold rows mostly hold none. Default 10.
    /// </summary>
    [Range(1, 1_000)] public double? GoldPerLeaf { get; init; } = 10;

    /// <summary>Largest |Δ̂| in units of the preference; null for none. Default 1.2 (the published code).</summary>
    [Range(1e-6, 1e6)] public double? EffectBound { get; init; } = 1.2;

    /// <summary>
    /// Whether the R- and the DR-learner choose by cross-validation how free Δ̂ (<see cref="CateOptions.ChooseEffect"/>) and m̂ (<see cref="GainLearnerChoice"/>)
    /// may be. Comparators are learned as they stand in any case. Default true.
    /// </summary>
    public bool Tuned { get; init; } = true;

    /// <summary>Weight of a preference row in the final regression; gold rows weigh 1. Default 1 (the paper's eq. 6).</summary>
    [Range(0.0, 1.0)] public double PreferenceWeight { get; init; } = 1;

    /// <summary>Which preference rows are kept. Default all.</summary>
    [Required] public TruncationOptions Truncation { get; init; } = new();

    /// <summary>These options as the paper's experiments have them: nuisances in sample, floors as they stand, small leaves, nothing chosen.</summary>
    public MetaRouterOptions AsPublished() => this with { Folds = 1, FloorScale = FloorScale.Absolute, GoldPerLeaf = null, Tuned = false };

    /// <summary>The options of one effect learner: its published floors, everything else from here.</summary>
    /// <param name="learner">The effect learner.</param>
    /// <param name="goldShare">κ: share of gold rows.</param>
    internal CateOptions ToCateOptions(ICateLearner learner, double goldShare)
    {
        LearnerSet learners = LearnerSets.Get(Learner, GoldPerLeaf is { } gold ? (int)Math.Ceiling(gold / goldShare) : null);
        return learner.DefaultOptions with
        {
            Outcome = learners.Outcome,
            Propensity = learners.Propensity,
            Effect = learners.Effect,
            ChooseEffect = Tuned,
            Folds = Folds,
            FloorScale = FloorScale,
            EffectBound = EffectBound,
        };
    }
}
