using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>A trained perceptron with its input scaling: rows in, raw outputs out, from any number of threads.</summary>
internal sealed class MlpNetwork
{
    private const string SectionName = "mlp-network";
    private const int ChunkRows = 64;

    private readonly ParameterSet _parameters;
    private readonly Standardization _inputs;
    private readonly int[] _widths;
    private readonly MlpActivation _activation;
    private readonly GraphPool<Copy> _copies;

    public MlpNetwork(ParameterSet parameters, Standardization inputs, int[] hiddenWidths, MlpActivation activation, int outputs)
    {
        (_parameters, _inputs, _widths, _activation, Outputs) = (parameters, inputs, hiddenWidths, activation, outputs);
        _copies = new GraphPool<Copy>(() => new Copy(this));
        _copies.Return(_copies.Rent());
    }

    public int Inputs => _inputs.Columns;

    public int Outputs { get; }

    /// <summary>input → hidden layers → outputs, by the names that every copy shares.</summary>
    public static Node Define(Node input, IReadOnlyList<int> hiddenWidths, Func<Node, Node> activate, int outputs)
    {
        Node layer = input;
        for (int i = 0; i < hiddenWidths.Count; i++)
        {
            layer = activate(layer.Dense($"hidden{i}", hiddenWidths[i], Initializers.GlorotUniform));
        }

        return layer.Dense("output", outputs, Initializers.GlorotUniform);
    }

    /// <summary>The outputs of one row.</summary>
    /// <exception cref="ArgumentException">The row has another number of features.</exception>
    public void Run(ReadOnlySpan<float> row, Span<float> outputs)
    {
        Copy copy = _copies.Rent();
        copy.Graph.Begin(1);
        Standardize(row, copy.Input.Row(0));
        copy.Graph.Forward(copy.Output);
        copy.Output.Values.CopyTo(outputs);
        _copies.Return(copy);
    }

    /// <summary>The outputs of every row, the same bits as row by row.</summary>
    public Matrix<float> Run(Matrix<float> rows)
    {
        var outputs = new Matrix<float>(rows.Rows, Outputs);
        Copy copy = _copies.Rent();
        for (int start = 0; start < rows.Rows; start += ChunkRows)
        {
            int count = Math.Min(ChunkRows, rows.Rows - start);
            copy.Graph.Begin(count);
            for (int i = 0; i < count; i++)
            {
                Standardize(rows.Row(start + i), copy.Input.Row(i));
            }

            copy.Graph.Forward(copy.Output);
            copy.Output.Values.CopyTo(outputs.Values.AsSpan(start * Outputs));
        }

        _copies.Return(copy);
        return outputs;
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(Inputs);
        writer.Write(Outputs);
        writer.Write(_widths);
        writer.Write((int)_activation);
        _inputs.Write(writer);
        _parameters.Write(writer);
    }

    public static MlpNetwork Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        int inputs = reader.ReadInt32(1, int.MaxValue), outputs = reader.ReadInt32(1, int.MaxValue);
        int[] widths = reader.ReadInt32s();
        var activation = (MlpActivation)reader.ReadInt32(0, (int)MlpActivation.Sigmoid);
        Standardization standardization = Standardization.Read(reader, inputs);
        try
        {
            return new MlpNetwork(ParameterSet.Read(reader), standardization, widths, activation, outputs);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The perceptron is damaged: {e.Message}", e);
        }
    }

    private void Standardize(ReadOnlySpan<float> row, Span<float> destination)
    {
        if (row.Length != Inputs)
        {
            throw new ArgumentException($"The row has {row.Length} features; the model has {Inputs}.", nameof(row));
        }

        _inputs.Apply(row, destination);
    }

    private sealed class Copy
    {
        public Copy(MlpNetwork network)
        {
            Graph = new Graph(network._parameters, ChunkRows);
            Input = Graph.Input(network.Inputs);
            var options = new MlpOptions { Activation = network._activation };
            Output = Define(Input, network._widths, options.Activate, network.Outputs);
        }

        public Graph Graph { get; }

        public InputNode Input { get; }

        public Node Output { get; }
    }
}
