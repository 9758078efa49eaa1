using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Networks;

/// <summary>A trained network that turns one embedding into one row of outputs, from any number of threads, without allocating once warm.</summary>
internal sealed class ServingNetwork
{
    private readonly GraphPool<Copy> _copies;

    /// <param name="parameters">Trained parameters.</param>
    /// <param name="features">Length of the embeddings.</param>
    /// <param name="define">Builds the network over its input; the names and shapes of its parameters must be those trained.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ServingNetwork(ParameterSet parameters, int features, Func<Node, Node> define)
    {
        (Parameters, FeatureCount) = (parameters, features);
        _copies = new GraphPool<Copy>(() => new Copy(parameters, features, define));
        Copy first = _copies.Rent();
        OutputCount = first.Output.Columns;
        _copies.Return(first);
    }

    /// <summary>The trained parameters.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Length of the embeddings.</summary>
    public int FeatureCount { get; }

    /// <summary>Length of a row of outputs.</summary>
    public int OutputCount { get; }

    /// <summary>The outputs for one embedding.</summary>
    /// <param name="embedding">Of <see cref="FeatureCount"/> values.</param>
    /// <param name="outputs">Destination, of <see cref="OutputCount"/> values.</param>
    /// <exception cref="ArgumentException">The embedding has another length.</exception>
    public void Run(ReadOnlySpan<float> embedding, Span<float> outputs)
    {
        if (embedding.Length != FeatureCount)
        {
            throw new ArgumentException($"The embedding has {embedding.Length} features; the router takes {FeatureCount}.", nameof(embedding));
        }

        Copy copy = _copies.Rent();
        copy.Graph.Begin(1);
        embedding.CopyTo(copy.Input.Row(0));
        copy.Graph.Forward(copy.Output);
        copy.Output.Row(0).CopyTo(outputs);
        _copies.Return(copy);
    }

    /// <summary>Writes length of the embeddings and parameters.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Write(FeatureCount);
        Parameters.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="define">The network that was written.</param>
    /// <exception cref="ModelFormatException">The bytes are damaged, or belong to another network.</exception>
    public static ServingNetwork Read(ModelReader reader, Func<Node, Node> define)
    {
        int features = reader.ReadInt32(1, int.MaxValue);
        try
        {
            return new ServingNetwork(ParameterSet.Read(reader), features, define);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new ModelFormatException($"The network is damaged: {e.Message}", e);
        }
    }

    private sealed class Copy
    {
        public Copy(ParameterSet parameters, int features, Func<Node, Node> define)
        {
            Graph = new Graph(parameters, capacity: 1);
            Input = Graph.Input(features);
            Output = define(Input);
        }

        public Graph Graph { get; }

        public InputNode Input { get; }

        public Node Output { get; }
    }
}
