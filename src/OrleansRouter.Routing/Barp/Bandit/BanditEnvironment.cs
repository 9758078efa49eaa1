using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Barp.Bandit;

/// <summary>
/// Deployment, simulated over a full table: a learner asks one model per query and sees that model's outcome, nothing else. What it has
/// seen it may remember. Not thread-safe.
/// </summary>
[Paper("BaRP", "section 2.4, simulated bandit environment")]
public sealed class BanditEnvironment
{
    private readonly IOutcomeTable _table;

    /// <summary>Opens an environment in which nothing has been seen yet.</summary>
    public BanditEnvironment(IOutcomeTable table) => (_table, Memory) = (table, new OutcomeMemory(table.Queries, table.Arms));

    /// <summary>Number of queries n.</summary>
    public int Queries => _table.Queries;

    /// <summary>Number of models K.</summary>
    public int Arms => _table.Arms;

    /// <summary>How many times a model was asked.</summary>
    public long Pulls => Memory.Pulls;

    /// <summary>How many different pairs of query and model were asked.</summary>
    public int SeenCells => Memory.Cells;

    /// <summary>What was seen.</summary>
    internal OutcomeMemory Memory { get; set; }

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

    /// <summary>Asks one model about one query.</summary>
    /// <param name="query">In [0, n).</param>
    /// <param name="arm">In [0, K).</param>
    /// <param name="probabilities">Length K: with which probability each model was to be asked.</param>
    /// <exception cref="ArgumentException">The model is not eligible.</exception>
    public ArmOutcome Pull(int query, int arm, ReadOnlySpan<double> probabilities)
    {
        ArmOutcome outcome = Ask(query, arm);
        Memory.Note(query, arm, outcome, probabilities);
        return outcome;
    }

    /// <summary>Asks one model about one query; whoever asks sees to it that <see cref="Memory"/> learns of it.</summary>
    /// <exception cref="ArgumentException">The model is not eligible.</exception>
    internal ArmOutcome Ask(int query, int arm) => _table.IsEligible(query, arm)
        ? _table.Read(query, arm)
        : throw new ArgumentException($"Model {arm} cannot be asked about query {query}.", nameof(arm));
}
