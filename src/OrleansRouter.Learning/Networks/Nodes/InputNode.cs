using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Networks;

/// <summary>A matrix that the caller fills: features, targets, rewards, preferences.</summary>
public sealed class InputNode : Node
{
    internal InputNode(Graph graph, int columns, int? fixedRows) : base(graph, columns, fixedRows, needsGradient: false)
    {
    }

    internal InputNode(Graph graph, Matrix<float> constant) : base(graph, constant.Columns, constant.Rows, needsGradient: false, constant.Values)
    {
    }

    /// <summary>Copies rows of <paramref name="source"/>: its row <c>rows[i]</c> becomes row i.</summary>
    /// <exception cref="ArgumentException">The widths or the numbers of rows differ.</exception>
    public void Load(Matrix<float> source, ReadOnlySpan<int> rows)
    {
        if (source.Columns != Columns || rows.Length != Rows)
        {
            throw new ArgumentException($"The input takes {Rows} × {Columns} values; got {rows.Length} rows of {source.Columns}.", nameof(source));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            source.Row(rows[i]).CopyTo(Row(i));
        }
    }

    /// <summary>Copies chosen numbers of <paramref name="source"/> into an input of one column.</summary>
    /// <exception cref="ArgumentException">The input has several columns, or the numbers of rows differ.</exception>
    public void Load(ReadOnlySpan<float> source, ReadOnlySpan<int> rows)
    {
        if (Columns != 1 || rows.Length != Rows)
        {
            throw new ArgumentException($"The input takes {Rows} × {Columns} values; got {rows.Length} rows of 1.", nameof(rows));
        }

        Span<float> values = Values;
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = source[rows[i]];
        }
    }

    /// <summary>Does nothing: the caller fills the values.</summary>
    protected internal override void Forward()
    {
    }

    /// <summary>Does nothing: nothing lies behind an input.</summary>
    protected internal override void Backward()
    {
    }
}
