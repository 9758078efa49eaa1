namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>Single-shot against distribution-aware supervision on held-out queries.</summary>
public sealed record DarsReport
{
    /// <summary>The method: dars.</summary>
    public string Method { get; } = "dars";

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>λ.</summary>
    public required double Lambda { get; init; }

    /// <summary>β.</summary>
    public required double Beta { get; init; }

    /// <summary>Where costs come from: recorded, estimated (from characters and list prices), or none.</summary>
    public required string Costs { get; init; }

    /// <summary>Observations whose cost is a mean of others.</summary>
    public required int ImputedCosts { get; init; }

    /// <summary>Name of the encoder.</summary>
    public required string Encoder { get; init; }

    /// <summary>The pool.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Training queries per split.</summary>
    public required int TrainQueries { get; init; }

    /// <summary>Test queries per split.</summary>
    public required int TestQueries { get; init; }

    /// <summary>Number of splits.</summary>
    public required int Splits { get; init; }

    /// <summary>Sampled single-shot training sets per split.</summary>
    public required int SingleShotRuns { get; init; }

    /// <summary>Mean number of observations per training query and model that labels are made of.</summary>
    public required double ObservationsPerPair { get; init; }

    /// <summary>Per router family both supervisions.</summary>
    public required IReadOnlyDictionary<string, RouterComparison> Routers { get; init; }

    /// <summary>Number of families that earn more with distribution-aware supervision than single-shot routers do on average.</summary>
    public required int RoutersAhead { get; init; }

    /// <summary>Mean utility of the best single model of each view, found on the test queries.</summary>
    public required double BestFixed { get; init; }

    /// <summary>Mean utility of choosing in hindsight; the maximum of noisy means, so optimistic.</summary>
    public required double Oracle { get; init; }

    /// <summary>Both views of the best single model, of hindsight, and of every model.</summary>
    public required IReadOnlyDictionary<string, ViewUtility> Fixed { get; init; }

    /// <summary>Per variant of supervision its utility, averaged over the families; empty when not measured.</summary>
    public required IReadOnlyDictionary<string, VariantResult> Ablation { get; init; }

    /// <summary>Utility by the number of rewrites and decodes, averaged over the families; empty when not measured.</summary>
    public required IReadOnlyList<ProtocolResult> SampleEfficiency { get; init; }

    /// <summary>Per family mean cost and quality at rising cost weights; empty when not measured.</summary>
    public required IReadOnlyDictionary<string, FrontierComparison> Frontier { get; init; }

    /// <summary>Utility (without risk term) by the β that routers are asked with; empty when not measured.</summary>
    public required IReadOnlyList<SensitivityResult> RiskSensitivity { get; init; }

    /// <summary>Models that are left out, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> ModelsLeftOut { get; init; }

    /// <summary>Queries that are left out because models of the pool were not observed on them.</summary>
    public required int QueriesLeftOut { get; init; }
}

/// <summary>One family under both supervisions.</summary>
public sealed record RouterComparison
{
    /// <summary>Trained on single observations.</summary>
    public required SampledUtility SingleShot { get; init; }

    /// <summary>Trained on distribution-aware labels.</summary>
    public required ViewUtility Dars { get; init; }

    /// <summary>How much more the latter earn.</summary>
    public required double Gain { get; init; }

    /// <summary>The gain in standard deviations of single-shot runs; null when they do not vary.</summary>
    public required double? GainInSd { get; init; }

    /// <summary>Standard error of the gain over splits (which share queries); null with one split.</summary>
    public required double? GainStandardError { get; init; }

    /// <summary>Share of single-shot runs that earn less than the DARS router of their split.</summary>
    public required double ShareBeaten { get; init; }
}

/// <summary>The utility of sampled training sets: means, and standard deviations between runs within a split.</summary>
/// <param name="Mean">Mean over views and runs.</param>
/// <param name="Sd">Standard deviation of the mean over views.</param>
/// <param name="Rewrite">Mean of U_rew.</param>
/// <param name="RewriteSd">Its standard deviation.</param>
/// <param name="Decode">Mean of U_dec.</param>
/// <param name="DecodeSd">Its standard deviation.</param>
public sealed record SampledUtility(double Mean, double Sd, double? Rewrite, double? RewriteSd, double? Decode, double? DecodeSd);

/// <summary>A variant of supervision.</summary>
/// <param name="Mean">Mean over views and families.</param>
/// <param name="Rewrite">Mean of U_rew over families.</param>
/// <param name="Decode">Mean of U_dec over families.</param>
/// <param name="Routers">Per family.</param>
public sealed record VariantResult(double Mean, double? Rewrite, double? Decode, IReadOnlyDictionary<string, ViewUtility> Routers);

/// <summary>A protocol of k rewrites and l decodes per training query.</summary>
/// <param name="Rewrites">k.</param>
/// <param name="Decodes">l.</param>
/// <param name="Mean">Mean utility over views, families and draws.</param>
/// <param name="Routers">Per family the mean over views and draws.</param>
public sealed record ProtocolResult(int Rewrites, int Decodes, double Mean, IReadOnlyDictionary<string, double> Routers);

/// <summary>One family at rising cost weights.</summary>
/// <param name="SingleShot">Means over the runs.</param>
/// <param name="Dars">Distribution-aware supervision.</param>
public sealed record FrontierComparison(IReadOnlyList<FrontierPoint> SingleShot, IReadOnlyList<FrontierPoint> Dars);

/// <summary>A router at one cost weight.</summary>
/// <param name="CostWeight">λ that the router is asked with.</param>
/// <param name="Cost">Mean normalised cost.</param>
/// <param name="Quality">Mean quality.</param>
public sealed record FrontierPoint(double CostWeight, double Cost, double Quality);

/// <summary>DARS routers asked with one β.</summary>
/// <param name="Beta">β.</param>
/// <param name="Mean">Mean utility over views and families.</param>
/// <param name="Routers">Per family the mean over views.</param>
public sealed record SensitivityResult(double Beta, double Mean, IReadOnlyDictionary<string, double> Routers);
