using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Bandit;

/// <summary>
/// Deployment, simulated over a full table: a learner asks one model per query and sees that model's outcome, nothing else. What it has
/// seen it may remember. Not thread-safe.
/// </summary>
[Paper("BaRP", "section 2.4, simulated bandit environment")]
public sealed class BanditEnvironment
{
    private readonly IOutcomeTable _table;
    // Π(1 − μ) over all requests of a query: the probability that a pair was never asked.
    private readonly Matrix<double> _missed;

    /// <summary>Opens an environment in which nothing has been seen yet.</summary>
    public BanditEnvironment(IOutcomeTable table)
    {
        _table = table;
        SeenQuality = Filled(double.NaN);
        SeenCost = Filled(double.NaN);
        _missed = Filled(1);
    }

    /// <summary>Number of queries n.</summary>
    public int Queries => _table.Queries;

    /// <summary>Number of models K.</summary>
    public int Arms => _table.Arms;

    /// <summary>How many times a model was asked.</summary>
    public long Pulls { get; private set; }

    /// <summary>How many different pairs of query and model were asked.</summary>
    public int SeenCells { get; private set; }

    /// <summary>n × K qualities that were seen; NaN elsewhere. Treat as read-only.</summary>
    public Matrix<double> SeenQuality { get; }

    /// <summary>n × K normalised costs that were seen; NaN elsewhere. Treat as read-only.</summary>
    public Matrix<double> SeenCost { get; }

    /// <summary>Which models can be asked about a query.</summary>
    /// <param name="query">In [0, n).</param>
    /// <param name="eligible">Destination, length K.</param>
    /// <returns>How many.</returns>
    public int Eligible(int query, Span<bool> eligible)
    {
        int count = 0;
        for (int k = 0; k < eligible.Length; k++)
        {
            eligible[k] = _table.IsEligible(query, k);
            count += eligible[k] ? 1 : 0;
        }

        return count;
    }

    /// <summary>The queries about which some model can be asked.</summary>
    public int[] UsableQueries()
    {
        bool[] eligible = new bool[Arms];
        return [.. Enumerable.Range(0, Queries).Where(i => Eligible(i, eligible) > 0)];
    }

    /// <summary>The probability with which a pair was to be seen by now.</summary>
    public double Inclusion(int query, int arm) => 1 - _missed[query, arm];

    /// <summary>Asks one model about one query.</summary>
    /// <param name="query">In [0, n).</param>
    /// <param name="arm">In [0, K).</param>
    /// <param name="probabilities">Length K: with which probability each model was to be asked.</param>
    /// <exception cref="ArgumentException">The model is not eligible.</exception>
    public ArmOutcome Pull(int query, int arm, ReadOnlySpan<double> probabilities)
    {
        if (!_table.IsEligible(query, arm))
        {
            throw new ArgumentException($"Model {arm} cannot be asked about query {query}.", nameof(arm));
        }

        ArmOutcome outcome = _table.Read(query, arm);
        Pulls++;
        SeenCells += double.IsNaN(SeenQuality[query, arm]) ? 1 : 0;
        (SeenQuality[query, arm], SeenCost[query, arm]) = (outcome.Quality, outcome.NormalisedCost);
        for (int k = 0; k < probabilities.Length; k++)
        {
            _missed[query, k] *= 1 - probabilities[k];
        }

        return outcome;
    }

    private Matrix<double> Filled(double value)
    {
        var cells = new Matrix<double>(_table.Queries, _table.Arms);
        cells.Values.AsSpan().Fill(value);
        return cells;
    }
}
