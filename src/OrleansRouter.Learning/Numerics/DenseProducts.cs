namespace OrleansRouter.Learning.Numerics;

/// <summary>Writes row <paramref name="row"/> of a matrix that need not exist in memory.</summary>
internal delegate void RowReader(int row, Span<double> destination);

/// <summary>Blocked matrix products in double precision over rows that are converted, centred or scaled on the way in.</summary>
/// <remarks>Rows are taken in chunks whose size depends on the shape alone, and threads share tiles of the result: the same bytes on any number of threads.</remarks>
internal static class DenseProducts
{
    private const int ChunkValues = 1 << 18;

    /// <summary>Σᵢ zᵢzᵢᵀ over the rows z of a matrix; symmetric, width × width.</summary>
    public static Matrix<double> Scatter(int rows, int width, RowReader read, FitContext context)
    {
        int stride = PadBoth(width);
        var sum = new Matrix<double>(stride, stride);
        var chunk = new double[ChunkRows(width) * stride];
        (int I, int J)[] tiles = [.. UpperTiles(stride)];
        for (int start = 0; start < rows; start += ChunkRows(width))
        {
            int count = Fill(chunk, stride, width, start, rows, read, context);
            ParallelLoop.For(tiles.Length, context, t =>
            {
                (int i, int j) = tiles[t];
                DenseKernel.MultiplyAdd(
                    chunk.AsSpan(i), 1, stride, chunk.AsSpan(j), stride, sum.Values.AsSpan((i * stride) + j), stride,
                    Math.Min(DenseKernel.Tile, stride - i), Math.Min(DenseKernel.Tile, stride - j), count);
            });
        }

        return Symmetric(sum, width);
    }

    /// <summary>A·B for the rows of A, each <paramref name="b"/>.Rows long.</summary>
    public static Matrix<double> Multiply(int rows, RowReader read, Matrix<double> b, FitContext context)
    {
        int stride = DenseKernel.PadColumns(b.Columns);
        double[] right = PadColumns(b, stride);
        var product = new Matrix<double>(rows, b.Columns);
        int chunkRows = DenseKernel.Tile;
        ParallelLoop.For((rows + chunkRows - 1) / chunkRows, context, chunk =>
        {
            int start = chunk * chunkRows, count = Math.Min(chunkRows, rows - start);
            var left = new double[DenseKernel.PadRows(count) * b.Rows];
            var result = new double[DenseKernel.PadRows(count) * stride];
            for (int r = 0; r < count; r++)
            {
                read(start + r, left.AsSpan(r * b.Rows, b.Rows));
            }

            DenseKernel.MultiplyAdd(left, b.Rows, 1, right, stride, result, stride, DenseKernel.PadRows(count), stride, b.Rows);
            for (int r = 0; r < count; r++)
            {
                result.AsSpan(r * stride, b.Columns).CopyTo(product.Row(start + r));
            }
        });
        return product;
    }

    /// <summary>Aᵀ·B for the rows of A, each <paramref name="width"/> long.</summary>
    public static Matrix<double> TransposeMultiply(int width, RowReader read, Matrix<double> b, FitContext context)
    {
        int stride = PadBoth(width), rightStride = DenseKernel.PadColumns(b.Columns);
        double[] right = PadColumns(b, rightStride);
        var sum = new double[stride * rightStride];
        var chunk = new double[ChunkRows(width) * stride];
        for (int start = 0; start < b.Rows; start += ChunkRows(width))
        {
            int first = start, count = Fill(chunk, stride, width, start, b.Rows, read, context);
            ParallelLoop.For((stride + DenseKernel.Tile - 1) / DenseKernel.Tile, context, tile =>
            {
                int i = tile * DenseKernel.Tile;
                DenseKernel.MultiplyAdd(
                    chunk.AsSpan(i), 1, stride, right.AsSpan(first * rightStride), rightStride, sum.AsSpan(i * rightStride), rightStride,
                    Math.Min(DenseKernel.Tile, stride - i), rightStride, count);
            });
        }

        return CropColumns(sum, rightStride, width, b.Columns);
    }

    private static int PadBoth(int width) => (width + PadUnit - 1) / PadUnit * PadUnit;

    // A multiple of both register steps that divides the tile edge.
    private static int PadUnit => DenseKernel.ColumnStep % DenseKernel.RowStep == 0 ? DenseKernel.ColumnStep : 2 * DenseKernel.ColumnStep;

    private static int ChunkRows(int width) => Math.Clamp(ChunkValues / Math.Max(width, 1), 32, 512);

    private static int Fill(double[] chunk, int stride, int width, int start, int rows, RowReader read, FitContext context)
    {
        const int slice = 32;
        int count = Math.Min(ChunkRows(width), rows - start);
        ParallelLoop.For((count + slice - 1) / slice, context, s =>
        {
            for (int r = s * slice; r < Math.Min(count, (s + 1) * slice); r++)
            {
                read(start + r, chunk.AsSpan(r * stride, width));
            }
        });
        return count;
    }

    private static IEnumerable<(int I, int J)> UpperTiles(int stride) =>
        from i in Enumerable.Range(0, (stride + DenseKernel.Tile - 1) / DenseKernel.Tile)
        from j in Enumerable.Range(i, ((stride + DenseKernel.Tile - 1) / DenseKernel.Tile) - i)
        select (i * DenseKernel.Tile, j * DenseKernel.Tile);

    private static Matrix<double> Symmetric(Matrix<double> upper, int width)
    {
        var full = new Matrix<double>(width, width);
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                full[i, j] = full[j, i] = upper[i, j];
            }
        }

        return full;
    }

    private static double[] PadColumns(Matrix<double> matrix, int stride)
    {
        if (stride == matrix.Columns)
        {
            return matrix.Values;
        }

        var padded = new double[matrix.Rows * stride];
        for (int i = 0; i < matrix.Rows; i++)
        {
            matrix.Row(i).CopyTo(padded.AsSpan(i * stride));
        }

        return padded;
    }

    private static Matrix<double> CropColumns(double[] padded, int stride, int rows, int columns)
    {
        var cropped = new Matrix<double>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            padded.AsSpan(i * stride, columns).CopyTo(cropped.Row(i));
        }

        return cropped;
    }
}
