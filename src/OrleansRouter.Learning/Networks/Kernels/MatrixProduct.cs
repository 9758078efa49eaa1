namespace OrleansRouter.Learning.Networks.Kernels;

/// <summary>The three float matrix products of forward and backward passes, added to a destination. All matrices are row-major.</summary>
/// <remarks>
/// Every element of C is one chain of fused multiply-adds in the order of the inner index, begun at the value C already holds. Its bits
/// therefore depend neither on the vector width, nor on the tiles, nor on how many rows are multiplied at once: predicting a batch
/// equals predicting its rows one by one, on any machine.
/// </remarks>
internal static class MatrixProduct
{
    // A panel of B that one pass reads stays in the first-level cache: 256 × 16 floats are 16 KiB.
    private const int InnerBlock = 256;

    private static int PanelColumns => RegisterTile.Columns;

    /// <summary>C += A·B.</summary>
    /// <param name="a">m × k.</param>
    /// <param name="b">k × n.</param>
    /// <param name="c">m × n.</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Length of the summed index.</param>
    public static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k) =>
        Multiply(new Left(a, RowStride: k, InnerStride: 1), new Right(b, InnerStride: n, ColumnStride: 1), c, m, n, k);

    /// <summary>C += Aᵀ·B, with A k × m, B k × n and C m × n.</summary>
    public static void AddTransposedProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k) =>
        Multiply(new Left(a, RowStride: 1, InnerStride: m), new Right(b, InnerStride: n, ColumnStride: 1), c, m, n, k);

    /// <summary>C += A·Bᵀ, with A m × k, B n × k and C m × n.</summary>
    public static void AddProductTransposed(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int m, int n, int k) =>
        Multiply(new Left(a, RowStride: k, InnerStride: 1), new Right(b, InnerStride: 1, ColumnStride: k), c, m, n, k);

    private static void Multiply(Left a, Right b, Span<float> c, int m, int n, int k)
    {
        CheckLength(a.Values.Length, (long)m * k);
        CheckLength(b.Values.Length, (long)k * n);
        CheckLength(c.Length, (long)m * n);
        int wholePanels = b.ColumnStride == 1 ? n - (n % PanelColumns) : 0;
        for (int inner = 0; inner < k; inner += InnerBlock)
        {
            int depth = Math.Min(InnerBlock, k - inner);
            Left left = a.From(inner);
            for (int j = 0; j < wholePanels; j += PanelColumns)
            {
                MultiplyPanel(left, b.Values[((inner * b.InnerStride) + j)..], b.InnerStride, c[j..], n, m, depth);
            }

            if (wholePanels < n)
            {
                MultiplyPacked(left, b, c, wholePanels, m, n, inner, depth);
            }
        }
    }

    // Panels that are transposed, or narrower than a register tile, are first copied into a zero-padded panel.
    private static void MultiplyPacked(Left left, Right b, Span<float> c, int firstColumn, int m, int n, int inner, int depth)
    {
        Span<float> panel = stackalloc float[InnerBlock * PanelColumns];
        for (int j = firstColumn; j < n; j += PanelColumns)
        {
            int columns = Math.Min(PanelColumns, n - j);
            Pack(b, panel, inner, j, depth, columns);
            if (columns == PanelColumns)
            {
                MultiplyPanel(left, panel, PanelColumns, c[j..], n, m, depth);
            }
            else
            {
                MultiplyNarrow(left, panel, c[j..], n, m, columns, depth);
            }
        }
    }

    private static void Pack(Right b, Span<float> panel, int inner, int firstColumn, int depth, int columns)
    {
        if (columns < PanelColumns)
        {
            panel.Clear();
        }

        for (int j = 0; j < columns; j++)
        {
            ReadOnlySpan<float> column = b.Values[((inner * b.InnerStride) + ((firstColumn + j) * b.ColumnStride))..];
            for (int p = 0, from = 0, to = j; p < depth; p++, from += b.InnerStride, to += PanelColumns)
            {
                panel[to] = column[from];
            }
        }
    }

    // c starts at the first column of the panel; its rows lie cStride apart.
    private static void MultiplyPanel(Left a, ReadOnlySpan<float> panel, int panelStride, Span<float> c, int cStride, int m, int depth)
    {
        int i = 0;
        for (; i + RegisterTile.Rows <= m; i += RegisterTile.Rows)
        {
            RegisterTile.MultiplyAdd(a.Values[(i * a.RowStride)..], a.RowStride, a.InnerStride, panel, panelStride, c[(i * cStride)..], cStride, depth);
        }

        for (; i < m; i++)
        {
            RegisterTile.MultiplyAddRow(a.Values[(i * a.RowStride)..], a.InnerStride, panel, panelStride, c[(i * cStride)..], depth);
        }
    }

    private static void MultiplyNarrow(Left a, ReadOnlySpan<float> panel, Span<float> c, int cStride, int m, int columns, int depth)
    {
        Span<float> tile = stackalloc float[RegisterTile.Rows * PanelColumns];
        tile.Clear();
        for (int i = 0; i < m; i += RegisterTile.Rows)
        {
            int rows = Math.Min(RegisterTile.Rows, m - i);
            CopyRows(c[(i * cStride)..], cStride, tile, PanelColumns, rows, columns);
            MultiplyPanel(a with { Values = a.Values[(i * a.RowStride)..] }, panel, PanelColumns, tile, PanelColumns, rows, depth);
            CopyRows(tile, PanelColumns, c[(i * cStride)..], cStride, rows, columns);
        }
    }

    private static void CopyRows(ReadOnlySpan<float> source, int sourceStride, Span<float> destination, int stride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            source.Slice(i * sourceStride, columns).CopyTo(destination[(i * stride)..]);
        }
    }

    private static void CheckLength(int length, long expected)
    {
        if (length != expected)
        {
            throw new ArgumentException($"A matrix of the product must hold {expected} values; it holds {length}.");
        }
    }

    // Element (i, p) of A, read plain or transposed.
    private readonly ref struct Left(ReadOnlySpan<float> values, int RowStride, int InnerStride)
    {
        public ReadOnlySpan<float> Values { get; init; } = values;
        public int RowStride { get; } = RowStride;
        public int InnerStride { get; } = InnerStride;

        public Left From(int inner) => this with { Values = Values[(inner * InnerStride)..] };
    }

    // Element (p, j) of B, read plain or transposed.
    private readonly ref struct Right(ReadOnlySpan<float> values, int InnerStride, int ColumnStride)
    {
        public ReadOnlySpan<float> Values { get; } = values;
        public int InnerStride { get; } = InnerStride;
        public int ColumnStride { get; } = ColumnStride;
    }
}
