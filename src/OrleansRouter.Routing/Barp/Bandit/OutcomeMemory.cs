using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Barp.Bandit;

/// <summary>What was asked about n queries, and what came of it.</summary>
internal sealed class OutcomeMemory
{
    // Π(1 − μ) over all requests of a query: the probability that a pair was never asked.
    private readonly Matrix<double> _missed;

    /// <summary>A memory of nothing.</summary>
    public OutcomeMemory(int queries, int arms)
    {
        (Quality, Cost, _missed) = (new Matrix<double>(queries, arms), new Matrix<double>(queries, arms), new Matrix<double>(queries, arms));
        Quality.Values.AsSpan().Fill(double.NaN);
        Cost.Values.AsSpan().Fill(double.NaN);
        _missed.Values.AsSpan().Fill(1);
    }

    /// <summary>How many times a model was asked.</summary>
    public long Pulls { get; private set; }

    /// <summary>How many different pairs of query and model were asked.</summary>
    public int Cells { get; private set; }

    /// <summary>n × K qualities that were seen; NaN elsewhere.</summary>
    public Matrix<double> Quality { get; }

    /// <summary>n × K normalised costs that were seen; NaN elsewhere.</summary>
    public Matrix<double> Cost { get; }

    /// <summary>The probability with which a pair was to be seen by now.</summary>
    public double Inclusion(int query, int arm) => 1 - _missed[query, arm];

    /// <summary>Takes in the outcome of one request.</summary>
    /// <param name="query">In [0, n).</param>
    /// <param name="arm">The model that was asked.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="probabilities">Length K: with which probability each model was to be asked.</param>
    public void Note(int query, int arm, ArmOutcome outcome, ReadOnlySpan<double> probabilities)
    {
        Pulls++;
        Remember(query, arm, outcome);
        for (int k = 0; k < probabilities.Length; k++)
        {
            _missed[query, k] *= 1 - probabilities[k];
        }
    }

    /// <summary>Takes over what another memory has of one query.</summary>
    /// <param name="row">The query's row here.</param>
    /// <param name="source">The other memory.</param>
    /// <param name="query">The query's row there.</param>
    public void CopyRow(int row, OutcomeMemory source, int query)
    {
        source.Quality.Row(query).CopyTo(Quality.Row(row));
        source.Cost.Row(query).CopyTo(Cost.Row(row));
        source._missed.Row(query).CopyTo(_missed.Row(row));
    }

    /// <summary>The memory as it is now.</summary>
    public OutcomeMemory Copy()
    {
        var copy = new OutcomeMemory(Quality.Rows, Quality.Columns) { Pulls = Pulls, Cells = Cells };
        Quality.Values.CopyTo(copy.Quality.Values, 0);
        Cost.Values.CopyTo(copy.Cost.Values, 0);
        _missed.Values.CopyTo(copy._missed.Values, 0);
        return copy;
    }

    /// <summary>Writes which pairs were seen, not what was seen of them: that is in the table.</summary>
    public void Write(ModelWriter writer)
    {
        byte[] seen = new byte[(Quality.Values.Length + 7) / 8];
        for (int i = 0; i < Quality.Values.Length; i++)
        {
            seen[i / 8] |= (byte)(double.IsNaN(Quality.Values[i]) ? 0 : 1 << (i % 8));
        }

        writer.Write(Pulls);
        writer.Write(seen.AsSpan());
        writer.Write(_missed.Values.AsSpan());
    }

    /// <summary>What <see cref="Write"/> wrote, of an environment over the same table.</summary>
    /// <exception cref="ModelFormatException">The bytes belong to another table.</exception>
    public static OutcomeMemory Read(ModelReader reader, BanditEnvironment environment)
    {
        var memory = new OutcomeMemory(environment.Queries, environment.Arms) { Pulls = reader.ReadInt64() };
        byte[] seen = reader.ReadBytes();
        double[] missed = reader.ReadDoubles();
        if (missed.Length != memory._missed.Values.Length || seen.Length != (missed.Length + 7) / 8)
        {
            throw new ModelFormatException($"A memory of {missed.Length} pairs of query and model; expected {memory._missed.Values.Length}.");
        }

        missed.CopyTo(memory._missed.Values, 0);
        for (int i = 0; i < missed.Length; i++)
        {
            if ((seen[i / 8] >> (i % 8) & 1) == 1)
            {
                (int query, int arm) = Math.DivRem(i, environment.Arms);
                memory.Remember(query, arm, environment.Ask(query, arm));
            }
        }

        return memory;
    }

    private void Remember(int query, int arm, ArmOutcome outcome)
    {
        Cells += double.IsNaN(Quality[query, arm]) ? 1 : 0;
        (Quality[query, arm], Cost[query, arm]) = (outcome.Quality, outcome.NormalisedCost);
    }
}
