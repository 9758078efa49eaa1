using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>The units that row sampling draws from: each is one repetition of a row of positive weight.</summary>
internal sealed class RowUnits
{
    private readonly int[] _rowOfUnit;

    /// <summary>Creates the units of all rows.</summary>
    /// <param name="order">Rows in canonical order.</param>
    /// <param name="units">Number of units of every row.</param>
    public RowUnits(int[] order, int[] units)
    {
        _rowOfUnit = new int[units.Sum()];
        int next = 0;
        foreach (int row in order)
        {
            _rowOfUnit.AsSpan(next, units[row]).Fill(row);
            next += units[row];
        }
    }

    private RowUnits(int[] rowOfUnit) => _rowOfUnit = rowOfUnit;

    /// <summary>Number of units.</summary>
    public int Total => _rowOfUnit.Length;

    /// <summary>Parts the units at random: each goes to the second part with probability <paramref name="share"/>.</summary>
    public (RowUnits First, RowUnits Second) Part(Rng rng, double share)
    {
        ILookup<bool, int> parts = _rowOfUnit.ToLookup(_ => rng.NextDouble() < share);
        return (new RowUnits([.. parts[false]]), new RowUnits([.. parts[true]]));
    }

    /// <summary>Every unit once.</summary>
    public void All(Span<int> counts)
    {
        counts.Clear();
        foreach (int row in _rowOfUnit)
        {
            counts[row]++;
        }
    }

    /// <summary>A bootstrap sample: as many draws with replacement as there are units.</summary>
    /// <param name="rng">Source of the draws.</param>
    /// <param name="counts">Receives how often each row was drawn.</param>
    public void Bootstrap(Rng rng, Span<int> counts)
    {
        counts.Clear();
        for (int draw = 0; draw < _rowOfUnit.Length; draw++)
        {
            counts[_rowOfUnit[rng.NextInt(_rowOfUnit.Length)]]++;
        }
    }

    /// <summary>Keeps each unit with the same probability, independently.</summary>
    /// <param name="rng">Source of the draws.</param>
    /// <param name="share">Probability of being kept, in (0, 1].</param>
    /// <param name="counts">Receives how many units of each row were kept.</param>
    public void Subsample(Rng rng, double share, Span<int> counts)
    {
        counts.Clear();
        foreach (int row in _rowOfUnit)
        {
            counts[row] += rng.NextDouble() < share ? 1 : 0;
        }
    }
}
