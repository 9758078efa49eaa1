using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks;

/// <summary>
/// The named parameters of a network in one flat array, so that an update, a sum of gradients or a transfer is one loop over floats.
/// Layers add parameters while the first graph is defined; the first use of <see cref="Values"/> closes the set.
/// </summary>
/// <param name="seed">Seed of the first values; parameter i draws from stream i.</param>
public sealed class ParameterSet(ulong seed)
{
    private const string SectionName = "network-parameters";

    private readonly List<Parameter> _parameters = [];
    private readonly Dictionary<string, Parameter> _byName = new(StringComparer.Ordinal);
    private float[]? _values;

    /// <summary>The parameters in the order of their definition.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>All values; each parameter owns one stretch. Not a copy.</summary>
    public float[] Values => _values ??= InitialValues();

    /// <summary>The values of one parameter, row-major. Not a copy.</summary>
    public Span<float> this[Parameter parameter] => Values.AsSpan(parameter.Offset, parameter.Length);

    /// <summary>The values of the parameter <paramref name="name"/>, row-major. Not a copy.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names that exist.</exception>
    public Span<float> this[string name] => _byName.TryGetValue(name, out Parameter? parameter)
        ? this[parameter]
        : throw new KeyNotFoundException($"No parameter '{name}'; there are: {string.Join(", ", _parameters.Select(p => p.Name))}.");

    /// <summary>Writes names, shapes and values.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write([.. _parameters.Select(p => p.Name)]);
        writer.Write([.. _parameters.Select(p => p.Rows)]);
        writer.Write([.. _parameters.Select(p => p.Columns)]);
        writer.Write(Values);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the set is closed, so a network defined over it must match in names and shapes.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static ParameterSet Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] names = reader.ReadStrings();
        int[] rows = reader.ReadInt32s(), columns = reader.ReadInt32s();
        float[] values = reader.ReadSingles();
        var set = new ParameterSet(seed: 0);
        long length = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (i >= rows.Length || i >= columns.Length || rows[i] < 1 || columns[i] < 1 || !set.TryAdd(names[i], rows[i], columns[i]))
            {
                throw new ModelFormatException($"Network parameter {i}, '{names[i]}': its shape is missing or not positive, or its name repeats.");
            }

            length += (long)rows[i] * columns[i];
        }

        set._values = length == values.Length && TensorPrimitives.IsFiniteAll<float>(values)
            ? values
            : throw new ModelFormatException($"The network's parameters need {length} finite values; there are {values.Length}, or some are not finite.");
        return set;
    }

    /// <summary>Copies the values of a set of the same names and shapes.</summary>
    /// <exception cref="ModelFormatException">Names or shapes differ.</exception>
    internal void CopyFrom(ParameterSet other)
    {
        static IEnumerable<(string, int, int)> Shapes(ParameterSet set) => set._parameters.Select(p => (p.Name, p.Rows, p.Columns));
        if (!Shapes(this).SequenceEqual(Shapes(other)))
        {
            throw new ModelFormatException($"The stored parameters {Text(other)} are not those of this network: {Text(this)}.");
        }

        other.Values.CopyTo(Values, 0);
        static string Text(ParameterSet set) => string.Join(", ", Shapes(set));
    }

    internal Parameter GetOrAdd(string name, int rows, int columns, Initializer initialize)
    {
        if (!_byName.TryGetValue(name, out Parameter? parameter))
        {
            return Add(name, rows, columns, initialize);
        }

        return (parameter.Rows, parameter.Columns) == (rows, columns)
            ? parameter
            : throw new ArgumentException($"Parameter '{name}' is {parameter.Rows} × {parameter.Columns}; this network needs {rows} × {columns}.");
    }

    private Parameter Add(string name, int rows, int columns, Initializer initialize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (_values is not null)
        {
            throw new ArgumentException($"Parameter '{name}' is not among those of this network: {string.Join(", ", _byName.Keys)}.", nameof(name));
        }

        Parameter? last = _parameters.LastOrDefault();
        var parameter = new Parameter(name, rows, columns, last is null ? 0 : last.Offset + last.Length, initialize);
        _parameters.Add(parameter);
        _byName.Add(name, parameter);
        return parameter;
    }

    private bool TryAdd(string name, int rows, int columns) =>
        !_byName.ContainsKey(name) && (long)rows * columns <= Array.MaxLength && Add(name, rows, columns, Initializers.Zeros) is not null;

    private float[] InitialValues()
    {
        float[] values = new float[_parameters.Sum(p => p.Length)];
        for (int i = 0; i < _parameters.Count; i++)
        {
            Parameter p = _parameters[i];
            p.Initialize(values.AsSpan(p.Offset, p.Length), Rng.Stream(seed, (ulong)i));
        }

        return values;
    }
}
