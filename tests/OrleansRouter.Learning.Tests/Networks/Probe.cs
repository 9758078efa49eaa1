using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Networks;

/// <summary>A graph whose inputs fill themselves with random numbers, for checking gradients.</summary>
public sealed class Probe(int capacity, ulong seed = 3)
{
    private readonly Rng _rng = new(seed);
    private readonly List<Action> _fills = [];

    public Graph Graph { get; } = new(new ParameterSet(seed), capacity);

    /// <summary>An input of standard normal numbers.</summary>
    public Node Normal(int columns) => Filled(columns, _ => _rng.NextGaussian());

    /// <summary>An input of numbers from [0, 1).</summary>
    public Node Uniform(int columns) => Filled(columns, _ => _rng.NextDouble());

    /// <summary>An input whose rows are probabilities.</summary>
    public Node Distribution(int columns)
    {
        InputNode input = Graph.Input(columns);
        _fills.Add(() =>
        {
            for (int i = 0; i < input.Rows; i++)
            {
                double[] weights = [.. Enumerable.Range(0, columns).Select(_ => _rng.NextDouble())];
                weights.Select(w => (float)(w / weights.Sum())).ToArray().CopyTo(input.Row(i));
            }
        });
        return input;
    }

    /// <summary>An input of +1, −1 and 0 in turn.</summary>
    public Node Marks(int columns) => Filled(columns, i => 1 - (i % 3));

    /// <summary>Random whole numbers below <paramref name="count"/>.</summary>
    public IndexInput Indices(int count)
    {
        IndexInput indices = Graph.Indices();
        _fills.Add(() =>
        {
            foreach (ref int value in indices.Values)
            {
                value = _rng.NextInt(count);
            }
        });
        return indices;
    }

    /// <summary>A learned function of random inputs, so that a gradient must flow through whatever is built on it.</summary>
    public Node Learned(string name, int columns) => Normal(3).Dense(name, columns);

    /// <summary>Random fixed rows.</summary>
    public Node Table(int rows, int columns) =>
        Graph.Constant(new Matrix<float>(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (float)_rng.NextGaussian())]));

    /// <summary>Starts a batch and fills the inputs.</summary>
    public void Begin(int rows, BatchNoise? noise = null)
    {
        Graph.Begin(rows, noise);
        _fills.ForEach(fill => fill());
    }

    private InputNode Filled(int columns, Func<int, double> next)
    {
        InputNode input = Graph.Input(columns);
        _fills.Add(() =>
        {
            for (int i = 0; i < input.Values.Length; i++)
            {
                input.Values[i] = (float)next(i);
            }
        });
        return input;
    }
}
