using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Decomposition;

public sealed class RandomizedSvdTests
{
    private static readonly DecompositionFixture Lapack = DecompositionFixture.Instance;

    [Fact]
    public void Factor_DenseMatrix_EqualsLapack()
    {
        TruncatedSvd svd = Factor(Lapack.X, 5);
        svd.SingularValues.ShouldBe(Lapack.SingularValues, 1e-9);
        Subspace.Sine(Subspace.Transpose(svd.RightVectors), Lapack.RightVectors).ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Factor_SparseMatrix_EqualsItsDenseForm()
    {
        Matrix<float> dense = Sparse(300, 90);
        var options = new SvdOptions { Rank = 8, PowerIterations = 30 };
        TruncatedSvd expected = RandomizedSvd.Factor(dense, options, 1, FitContext.Default);
        TruncatedSvd actual = RandomizedSvd.Factor(Compress(dense), options, 1, FitContext.Default);
        actual.SingularValues.ShouldBe(expected.SingularValues, 1e-9);
        actual.RightVectors.Values.ShouldBe(expected.RightVectors.Values, 1e-6);
    }

    [Theory]
    [InlineData(200, 60)]
    [InlineData(60, 200)]
    public void Factor_ExactLowRank_ReproducesTheMatrixAndDropsTheRest(int rows, int columns)
    {
        Matrix<float> x = Subspace.LowRank(rows, columns, 6, 0.5, 0, 2);
        TruncatedSvd svd = Factor(x, 20);
        for (int i = 0; i < rows; i += 7)
        {
            for (int j = 0; j < columns; j += 5)
            {
                Enumerable.Range(0, svd.SingularValues.Length).Sum(k => svd.SingularValues[k] * svd.LeftVectors[i, k] * svd.RightVectors[j, k])
                    .ShouldBe(x[i, j], 1e-6);
            }
        }

        svd.SingularValues[5].ShouldBe(Math.Pow(0.5, 5), 1e-6);
        svd.SingularValues.Skip(6).ShouldAllBe(s => s < 1e-6);
    }

    [Fact]
    public void Factor_AnyMatrix_VectorsAreOrthonormalAndSignsFixed()
    {
        TruncatedSvd svd = Factor(Sparse(150, 80), 12);
        Subspace.Skewness(svd.LeftVectors).ShouldBeLessThan(1e-9);
        Subspace.Skewness(svd.RightVectors).ShouldBeLessThan(1e-9);
        Matrix<double> right = Subspace.Transpose(svd.RightVectors);
        Enumerable.Range(0, right.Rows).ShouldAllBe(k => right.Row(k).ToArray().MaxBy(Math.Abs) > 0);
    }

    [Fact]
    public void Factor_AnyNumberOfThreads_SameBits()
    {
        CsrMatrix x = Compress(Sparse(300, 120));
        double[] Fit(int threads) => RandomizedSvd.Factor(x, new SvdOptions { Rank = 8 }, 5, new FitContext(threads)).RightVectors.Values;
        Fit(2).ShouldBe(Fit(1));
        Fit(5).ShouldBe(Fit(1));
    }

    [Fact]
    public void Factor_ZeroMatrix_HasRankZero() => Factor(new Matrix<float>(5, 4), 2).SingularValues.ShouldBeEmpty();

    [Fact]
    public void Factor_EmptyMatrixOrBadRank_Refused()
    {
        Should.Throw<ArgumentException>(() => Factor(new Matrix<float>(0, 4), 2));
        Should.Throw<ArgumentException>(() => Factor(new Matrix<float>(4, 0), 2));
        Should.Throw<ArgumentException>(() => Factor(new Matrix<float>(4, 4), 0)).Message.ShouldContain("Rank");
    }

    [Fact]
    public void Basis_ColumnsAlmostDependent_IsOrthonormalAndSpansThem()
    {
        Matrix<double> y = RandomizedSvd.Gaussian(120, 6, 1, FitContext.Default);
        for (int i = 0; i < y.Rows; i++)
        {
            y[i, 3] = y[i, 0] + (1e-5 * y[i, 3]);
            y[i, 4] = y[i, 1];
            y[i, 5] *= 1e-9;
        }

        Matrix<double> q = OrthonormalBasis.Of(y, FitContext.Default);
        q.Columns.ShouldBe(5);
        Subspace.Skewness(q).ShouldBeLessThan(1e-10);
        double[] column = [.. Enumerable.Range(0, y.Rows).Select(i => y[i, 5] * 1e9 / Math.Sqrt(120))];
        Subspace.Sine(Subspace.Transpose(q), [column]).ShouldBeLessThan(1e-9);
    }

    private static TruncatedSvd Factor(Matrix<float> x, int rank) =>
        RandomizedSvd.Factor(x, new SvdOptions { Rank = rank, PowerIterations = 30 }, 1, FitContext.Default);

    private static Matrix<float> Sparse(int rows, int columns)
    {
        Matrix<float> x = LearnerData.Features(rows, columns, 8);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                x[i, j] = Math.Abs(x[i, j]) > 1.5 ? x[i, j] / (1 + j) : 0;
            }
        }

        return x;
    }

    private static CsrMatrix Compress(Matrix<float> dense)
    {
        int[][] columns = [.. Enumerable.Range(0, dense.Rows).Select(i => Enumerable.Range(0, dense.Columns).Where(j => dense[i, j] != 0).ToArray())];
        int[] starts = [0, .. columns.Select((_, i) => columns.Take(i + 1).Sum(c => c.Length))];
        return new CsrMatrix(dense.Columns, starts, [.. columns.SelectMany(c => c)], [.. columns.SelectMany((c, i) => c.Select(j => dense[i, j]))]);
    }
}
