using System.Runtime.InteropServices;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Bandit;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>What one shard of a mini-batch has shown: besides its gradient, all that a training learns of it.</summary>
/// <param name="preferences">Rows per outcome.</param>
internal sealed class ShardOutcomes(int preferences)
{
    private readonly List<Feedback> _rows = [];
    private readonly List<double[]> _probabilities = [];

    /// <summary>Every row; the first of every outcome is the preference under which it was asked for.</summary>
    public ReadOnlySpan<Feedback> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>How many importance weights were cut.</summary>
    public long Clipped { get; set; }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _rows.Clear();
        _probabilities.Clear();
    }

    /// <summary>Takes in an outcome.</summary>
    /// <param name="asked">Its first row.</param>
    /// <param name="probabilities">Length K: with which probability each model was to be asked.</param>
    public void Add(Feedback asked, double[] probabilities)
    {
        _rows.Add(asked);
        _probabilities.Add(probabilities);
    }

    /// <summary>Takes in another preference for the last outcome.</summary>
    public void Add(SimplexWeights weights) => _rows.Add(_rows[^1] with { Weights = weights });

    /// <summary>Lets a memory know.</summary>
    public void NoteIn(OutcomeMemory memory)
    {
        for (int i = 0; i < _probabilities.Count; i++)
        {
            Feedback asked = _rows[i * preferences];
            memory.Note(asked.Query, asked.Arm, new ArmOutcome(asked.Quality, asked.NormalisedCost), _probabilities[i]);
        }
    }

    /// <summary>Writes all rows.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (Feedback row in _rows)
        {
            writer.Write(row.Query);
            writer.Write(row.Weights.Cost);
            writer.Write(row.Arm);
            writer.Write(row.Probability);
            writer.Write(row.Quality);
            writer.Write(row.NormalisedCost);
        }

        _probabilities.ForEach(probabilities => writer.Write(probabilities.AsSpan()));
        writer.Write(Clipped);
    }

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static ShardOutcomes Read(ModelReader reader, int preferences)
    {
        var outcomes = new ShardOutcomes(preferences);
        int rows = reader.ReadInt32(0, int.MaxValue);
        for (int i = 0; i < rows; i++)
        {
            outcomes._rows.Add(new Feedback(
                reader.ReadInt32(), SimplexWeights.OfCost(reader.ReadDouble()), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));
        }

        for (int i = 0; i < rows / preferences; i++)
        {
            outcomes._probabilities.Add(reader.ReadDoubles());
        }

        outcomes.Clipped = reader.ReadInt64();
        return outcomes;
    }
}
