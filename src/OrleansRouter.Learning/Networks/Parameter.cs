using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Networks;

/// <summary>Sets the first values of a parameter.</summary>
public delegate void Initializer(Span<float> values, Rng rng);

/// <summary>One learned matrix: a stretch of <see cref="ParameterSet.Values"/>.</summary>
public sealed class Parameter
{
    /// <summary>Parameters whose name ends so are biases: weight decay leaves them alone unless asked.</summary>
    public const string BiasSuffix = ".bias";

    internal Parameter(string name, int rows, int columns, int offset, Initializer initialize)
    {
        (Name, Rows, Columns, Offset, Initialize) = (name, rows, columns, offset, initialize);
        Length = checked(rows * columns);
    }

    /// <summary>Unique name within its set.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Where its values begin in the flat array.</summary>
    public int Offset { get; }

    /// <summary>How many values it has.</summary>
    public int Length { get; }

    /// <summary>Whether the name ends in <see cref="BiasSuffix"/>.</summary>
    public bool IsBias => Name.EndsWith(BiasSuffix, StringComparison.Ordinal);

    internal Initializer Initialize { get; }
}
