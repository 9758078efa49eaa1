using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.Dars.Cells;

/// <summary>The decodes of one model on one rewrite of one query, as statistics that merge.</summary>
/// <param name="Quality">Count, mean and squared deviations of the scores.</param>
/// <param name="Cost">The same of the known costs.</param>
public readonly record struct RewriteCell(Moments Quality, Moments Cost)
{
    /// <summary>The cell with one more decode.</summary>
    /// <param name="score">Finite.</param>
    /// <param name="cost">NaN where unknown.</param>
    /// <exception cref="ArgumentOutOfRangeException">The score is not finite, or the cost is infinite.</exception>
    public RewriteCell Add(double score, double cost) => new(Quality.Add(score), double.IsNaN(cost) ? Cost : Cost.Add(cost));

    /// <summary>Both cells together.</summary>
    public RewriteCell Merge(RewriteCell other) => new(Quality.Merge(other.Quality), Cost.Merge(other.Cost));
}
