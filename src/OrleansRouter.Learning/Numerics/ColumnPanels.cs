namespace OrleansRouter.Learning.Numerics;

/// <summary>
/// A matrix cut into panels of a few columns, each panel row by row without gaps, so that <see cref="DenseKernel"/> reads memory in order,
/// whether it multiplies by the matrix or by its transpose. The last panel is padded with zeros.
/// </summary>
internal sealed class ColumnPanels(int rows, int columns)
{
    private readonly double[] _values = new double[PadColumns(columns) * rows];

    /// <summary>Columns of a panel: a multiple of both register steps for vectors of 2, 4 and 8 doubles.</summary>
    public static int Width { get; } = DenseKernel.ColumnStep % DenseKernel.RowStep == 0 ? DenseKernel.ColumnStep : 2 * DenseKernel.ColumnStep;

    /// <summary>Number of panels.</summary>
    public int Count => PadColumns(columns) / Width;

    /// <summary>The smallest multiple of <see cref="Width"/> that holds <paramref name="columns"/>.</summary>
    public static int PadColumns(int columns) => (columns + Width - 1) / Width * Width;

    /// <summary>The panels of a whole matrix.</summary>
    public static ColumnPanels Of(Matrix<double> matrix)
    {
        var panels = new ColumnPanels(matrix.Rows, matrix.Columns);
        for (int i = 0; i < matrix.Rows; i++)
        {
            panels.SetRow(i, matrix.Row(i));
        }

        return panels;
    }

    /// <summary>Rows of a panel from <paramref name="firstRow"/> on; element (i, j) lies at <c>i·Width + j</c>.</summary>
    public ReadOnlySpan<double> Panel(int panel, int firstRow = 0) => _values.AsSpan(((panel * rows) + firstRow) * Width, (rows - firstRow) * Width);

    /// <summary>Stores a row.</summary>
    public void SetRow(int row, ReadOnlySpan<double> values)
    {
        for (int start = 0, at = row * Width; start < values.Length; start += Width, at += rows * Width)
        {
            values.Slice(start, Math.Min(Width, values.Length - start)).CopyTo(_values.AsSpan(at));
        }
    }
}
