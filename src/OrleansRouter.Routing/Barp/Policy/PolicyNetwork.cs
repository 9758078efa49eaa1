using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Estimates;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>A trained <see cref="ContextNetwork"/>, for one row at a time, from any number of threads, without allocating once warm.</summary>
internal sealed class PolicyNetwork
{
    private readonly ParameterSet _parameters;
    private readonly PolicyShape _shape;
    private readonly GraphPool<ContextNetwork> _copies;

    private PolicyNetwork(ParameterSet parameters, PolicyShape shape)
    {
        (_parameters, _shape) = (parameters, shape);
        _copies = new GraphPool<ContextNetwork>(() => new ContextNetwork(new Graph(parameters, capacity: 1), shape));
        _copies.Return(_copies.Rent());
    }

    /// <summary>The network over trained parameters, or null where there are none.</summary>
    public static PolicyNetwork? Of(ParameterSet? parameters, PolicyShape shape) => parameters is null ? null : new PolicyNetwork(parameters, shape);

    /// <summary>Length of φ(w).</summary>
    public int PreferenceWidth => _shape.PreferenceWidth;

    /// <summary>Whether it has the sizes of a reward model.</summary>
    public bool Fits(RewardModel rewards) => rewards.Arms == _shape.Arms && rewards.FeatureCount == _shape.Features;

    /// <summary>The logits of one query.</summary>
    /// <param name="embedding">Length d.</param>
    /// <param name="weights">The preference.</param>
    /// <param name="logits">Destination, length K.</param>
    public void Run(ReadOnlySpan<float> embedding, SimplexWeights weights, Span<float> logits)
    {
        ContextNetwork copy = _copies.Rent();
        copy.Graph.Begin(1);
        embedding.CopyTo(copy.Features.Row(0));
        copy.SetPreference(0, weights);
        copy.Graph.Forward(copy.Logits);
        copy.Logits.Row(0).CopyTo(logits);
        _copies.Return(copy);
    }

    public void Write(ModelWriter writer)
    {
        writer.Write((int)_shape.Head);
        writer.Write(_shape.Features);
        writer.Write(_shape.Arms);
        writer.Write(_shape.PreferenceWidth);
        writer.Write(_shape.HiddenWidth);
        _parameters.Write(writer);
    }

    /// <exception cref="ModelFormatException">The bytes are damaged, or belong to another network.</exception>
    public static PolicyNetwork Read(ModelReader reader)
    {
        var head = (DecisionHead)reader.ReadInt32((int)DecisionHead.Linear, (int)DecisionHead.Mlp);
        var shape = new PolicyShape(head, Size(), Size(), Size(), Size());
        try
        {
            return new PolicyNetwork(ParameterSet.Read(reader), shape);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new ModelFormatException($"The policy network is damaged: {e.Message}", e);
        }

        int Size() => reader.ReadInt32(1, int.MaxValue);
    }
}
