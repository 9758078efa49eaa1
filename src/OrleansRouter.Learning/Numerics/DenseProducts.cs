using System.Buffers;

namespace OrleansRouter.Learning.Numerics;

/// <summary>Writes row <paramref name="row"/> of a matrix that need not exist in memory.</summary>
internal delegate void RowReader(int row, Span<double> destination);

/// <summary>Blocked matrix products in double precision over rows that are converted, centred or scaled on the way in.</summary>
/// <remarks>Rows are taken in chunks whose size depends on the shape alone, and threads share tiles of the result: the same bytes on any number of threads.</remarks>
internal static class DenseProducts
{
    private const int ChunkValues = 1 << 18;

    /// <summary>Length of the inner index after which a product moves on: the block of the right factor stays in the first-level cache.</summary>
    private const int InnerBlock = 256;

    private static int TilePanels => DenseKernel.Tile / ColumnPanels.Width;

    /// <summary>Σᵢ zᵢzᵢᵀ over the rows z of a matrix; symmetric, width × width.</summary>
    public static Matrix<double> Scatter(int rows, int width, RowReader read, FitContext context)
    {
        int stride = ColumnPanels.PadColumns(width), chunkRows = ChunkRows(width, rows);
        var sum = new Matrix<double>(stride, stride);
        var chunk = new ColumnPanels(chunkRows, width);
        (int I, int J)[] tiles = [.. UpperTiles(chunk.Count)];
        for (int start = 0; start < rows; start += chunkRows)
        {
            int count = Fill(chunk, chunkRows, width, start, rows, read, context);
            ParallelLoop.For(tiles.Length, context, t =>
            {
                for (int j = tiles[t].J; j < Math.Min(chunk.Count, tiles[t].J + TilePanels); j++)
                {
                    AddTransposed(chunk, tiles[t].I, count, chunk.Panel(j), sum.Values.AsSpan(j * ColumnPanels.Width), stride);
                }
            });
        }

        return Symmetric(sum, width);
    }

    /// <summary>A·B for the rows of A, each <paramref name="b"/>.Rows long.</summary>
    public static Matrix<double> Multiply(int rows, RowReader read, Matrix<double> b, FitContext context)
    {
        var right = ColumnPanels.Of(b);
        var product = new Matrix<double>(rows, b.Columns);
        ForEachTile(rows, context, (start, count) => MultiplyTile(start, count, read, b.Rows, right, product));
        return product;
    }

    /// <summary>A·B.</summary>
    public static Matrix<double> Multiply(Matrix<double> a, Matrix<double> b, FitContext context)
    {
        var right = ColumnPanels.Of(b);
        var product = new Matrix<double>(a.Rows, b.Columns);
        ForEachTile(a.Rows, context, (start, count) =>
        {
            if (count % DenseKernel.RowStep == 0)
            {
                MultiplyTile(a.Values.AsSpan(start * a.Columns), a.Columns, right, product, start, count);
            }
            else
            {
                MultiplyTile(start, count, (i, row) => a.Row(i).CopyTo(row), a.Columns, right, product);
            }
        });
        return product;
    }

    /// <summary>Aᵀ·B for the rows of A, each <paramref name="width"/> long.</summary>
    public static Matrix<double> TransposeMultiply(int width, RowReader read, Matrix<double> b, FitContext context)
    {
        int stride = ColumnPanels.PadColumns(b.Columns), chunkRows = ChunkRows(width, b.Rows);
        var right = ColumnPanels.Of(b);
        var sum = new Matrix<double>(ColumnPanels.PadColumns(width), stride);
        var chunk = new ColumnPanels(chunkRows, width);
        for (int start = 0; start < b.Rows; start += chunkRows)
        {
            int first = start, count = Fill(chunk, chunkRows, width, start, b.Rows, read, context);
            ParallelLoop.For((chunk.Count + TilePanels - 1) / TilePanels, context, tile =>
            {
                for (int j = 0; j < right.Count; j++)
                {
                    AddTransposed(chunk, tile * TilePanels, count, right.Panel(j, first), sum.Values.AsSpan(j * ColumnPanels.Width), stride);
                }
            });
        }

        return Crop(sum, width, b.Columns);
    }

    /// <summary>Adds Aᵢᵀ·B to the columns of <paramref name="sum"/> for the panels Aᵢ of the tile that begins with panel <paramref name="first"/>.</summary>
    private static void AddTransposed(ColumnPanels a, int first, int rows, ReadOnlySpan<double> b, Span<double> sum, int stride)
    {
        int width = ColumnPanels.Width;
        for (int i = first; i < Math.Min(a.Count, first + TilePanels); i++)
        {
            DenseKernel.MultiplyAdd(a.Panel(i), 1, width, b, width, sum[(i * width * stride)..], stride, width, width, rows);
        }
    }

    private static void ForEachTile(int rows, FitContext context, Action<int, int> body) => ParallelLoop.For(
        (rows + DenseKernel.Tile - 1) / DenseKernel.Tile,
        context,
        tile => body(tile * DenseKernel.Tile, Math.Min(DenseKernel.Tile, rows - (tile * DenseKernel.Tile))));

    private static void MultiplyTile(int start, int count, RowReader read, int inner, ColumnPanels right, Matrix<double> product)
    {
        // Whatever a rented buffer holds below the last row stays in rows of the result that nobody reads.
        double[] left = ArrayPool<double>.Shared.Rent(DenseKernel.Tile * inner);
        for (int r = 0; r < count; r++)
        {
            read(start + r, left.AsSpan(r * inner, inner));
        }

        MultiplyTile(left, inner, right, product, start, count);
        ArrayPool<double>.Shared.Return(left);
    }

    private static void MultiplyTile(ReadOnlySpan<double> left, int inner, ColumnPanels right, Matrix<double> product, int start, int count)
    {
        int width = ColumnPanels.Width, stride = right.Count * width, rows = DenseKernel.PadRows(count);
        double[] result = ArrayPool<double>.Shared.Rent(rows * stride);
        result.AsSpan(0, rows * stride).Clear();
        for (int p = 0; p < inner; p += InnerBlock)
        {
            for (int j = 0; j < right.Count; j++)
            {
                DenseKernel.MultiplyAdd(
                    left[p..], inner, 1, right.Panel(j, p), width, result.AsSpan(j * width), stride, rows, width, Math.Min(InnerBlock, inner - p));
            }
        }

        for (int r = 0; r < count; r++)
        {
            result.AsSpan(r * stride, product.Columns).CopyTo(product.Row(start + r));
        }

        ArrayPool<double>.Shared.Return(result);
    }

    private static int ChunkRows(int width, int rows) => Math.Min(rows, Math.Clamp(ChunkValues / Math.Max(width, 1), 32, 512));

    private static int Fill(ColumnPanels chunk, int chunkRows, int width, int start, int rows, RowReader read, FitContext context)
    {
        const int slice = 32;
        int count = Math.Min(chunkRows, rows - start);
        ParallelLoop.For((count + slice - 1) / slice, context, s =>
        {
            var row = new double[width];
            for (int r = s * slice; r < Math.Min(count, (s + 1) * slice); r++)
            {
                read(start + r, row);
                chunk.SetRow(r, row);
            }
        });
        return count;
    }

    private static IEnumerable<(int I, int J)> UpperTiles(int panels) =>
        from i in Enumerable.Range(0, (panels + TilePanels - 1) / TilePanels)
        from j in Enumerable.Range(i, ((panels + TilePanels - 1) / TilePanels) - i)
        select (i * TilePanels, j * TilePanels);

    private static Matrix<double> Symmetric(Matrix<double> upper, int width)
    {
        const int block = 32;
        var full = new Matrix<double>(width, width);
        for (int start = 0; start < width; start += block)
        {
            // Columns of a narrow stretch stay in the cache while its rows are written.
            for (int i = 0; i < Math.Min(start + block, width); i++)
            {
                for (int j = Math.Max(i, start); j < Math.Min(start + block, width); j++)
                {
                    full[i, j] = full[j, i] = upper[i, j];
                }
            }
        }

        return full;
    }

    private static Matrix<double> Crop(Matrix<double> padded, int rows, int columns)
    {
        var cropped = new Matrix<double>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            padded.Row(i)[..columns].CopyTo(cropped.Row(i));
        }

        return cropped;
    }
}
