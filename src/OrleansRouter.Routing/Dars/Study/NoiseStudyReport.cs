namespace OrleansRouter.Routing.Dars.Study;

/// <summary>A measured mean with its standard error and what theory says.</summary>
/// <param name="Value">Mean over queries.</param>
/// <param name="StandardError">Of the mean, over queries; differences are taken in pairs by query.</param>
/// <param name="Theory">What theory says.</param>
public sealed record StudyFigure(double Value, double StandardError, double Theory);

/// <summary>Labels of one noise regime against the truth.</summary>
public sealed record NoiseStudyResult
{
    /// <summary>The regime.</summary>
    public required NoiseRegime Regime { get; init; }

    /// <summary>How often the label from one observation is the true argmax of q̄ − λc̄; theory: its expectation.</summary>
    public required StudyFigure SingleShotAgreement { get; init; }

    /// <summary>How often the label from all observations is.</summary>
    public required StudyFigure DarsAgreement { get; init; }

    /// <summary>By how much the latter agrees more often.</summary>
    public required StudyFigure Margin { get; init; }

    /// <summary>What the risk term of labels earns when the utility is q̄ − λc̄ − βσ; theory: with infinitely many observations, never below 0.</summary>
    public required StudyFigure RiskGainWhenPenalised { get; init; }

    /// <summary>What it earns when the utility is q̄ − λc̄; theory: likewise, never above 0.</summary>
    public required StudyFigure RiskGainWhenNot { get; init; }
}
