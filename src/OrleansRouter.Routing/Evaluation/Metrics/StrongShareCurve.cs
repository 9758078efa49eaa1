namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>
/// Mean score of a router between two models as a function of the share of queries it sends to the strong one, queries in the order of
/// predicted gain. Queries of equal prediction go together, so the curve is linear across them: the expectation of any order.
/// </summary>
public sealed class StrongShareCurve
{
    private readonly CostQualityCurve _scoreByShare;

    private StrongShareCurve(CostQualityCurve scoreByShare) => _scoreByShare = scoreByShare;

    /// <summary>Mean score of the weak model: the score at share 0.</summary>
    public double WeakScore => _scoreByShare.Points[0].Quality;

    /// <summary>Mean score of the strong model: the score at share 1.</summary>
    public double StrongScore => _scoreByShare.Points[^1].Quality;

    /// <summary>Ranks the queries.</summary>
    /// <param name="predictedGain">Per query how much the strong model is expected to be better, length n ≥ 1, finite.</param>
    /// <param name="strong">Score of the strong model, length n.</param>
    /// <param name="weak">Score of the weak model, length n.</param>
    /// <exception cref="ArgumentException">Lengths differ or are 0, or a value is not finite.</exception>
    public static StrongShareCurve Of(double[] predictedGain, double[] strong, double[] weak)
    {
        int n = predictedGain.Length;
        if (n == 0 || strong.Length != n || weak.Length != n || !Array.TrueForAll(predictedGain, double.IsFinite))
        {
            throw new ArgumentException(
                $"Expected equally many finite predictions and scores, at least one; got {n}, {strong.Length} and {weak.Length}.");
        }

        double sum = weak.Sum();
        int sent = 0;
        List<OperatingPoint> points = [new(0, sum / n)];
        foreach (var equal in Enumerable.Range(0, n).GroupBy(i => predictedGain[i]).OrderByDescending(g => g.Key))
        {
            sum += equal.Sum(i => strong[i] - weak[i]);
            sent += equal.Count();
            points.Add(new OperatingPoint((double)sent / n, sum / n));
        }

        return new StrongShareCurve(CostQualityCurve.Through(points));
    }

    /// <summary>Mean score when this share of the queries goes to the strong model.</summary>
    /// <param name="strongShare">In [0, 1].</param>
    public double ScoreAt(double strongShare) => _scoreByShare.QualityAt(strongShare);

    /// <summary>The smallest share at which the score is reached, or null when it never is.</summary>
    public double? ShareOf(double score) => _scoreByShare.CostOf(score);
}
