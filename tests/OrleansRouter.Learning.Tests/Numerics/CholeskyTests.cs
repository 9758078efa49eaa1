using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Numerics;

public sealed class CholeskyTests
{
    [Fact]
    public void Solve_PositiveDefiniteSystem_MultipliesBackToTheRightSide()
    {
        Matrix<double> a = PositiveDefinite(30);
        double[] b = [.. Enumerable.Range(0, 30).Select(i => Math.Sin(i))], x = [.. b];
        Cholesky.TryFactor(a)!.Solve(x);
        for (int i = 0; i < 30; i++)
        {
            Enumerable.Range(0, 30).Sum(j => a[i, j] * x[j]).ShouldBe(b[i], 1e-9);
        }
    }

    [Fact]
    public void SolveLower_AnyVector_NormIsTheInverseQuadraticForm()
    {
        double[] b = [.. Enumerable.Range(0, 12).Select(i => 1.0 + i)], x = [.. b], half = [.. b];
        Cholesky factor = Cholesky.TryFactor(PositiveDefinite(12))!;
        factor.Solve(x);
        factor.SolveLower(half);
        half.Sum(v => v * v).ShouldBe(b.Zip(x, (p, q) => p * q).Sum(), 1e-9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void TryFactor_NotPositiveDefinite_ReturnsNull(double corner)
    {
        var matrix = new Matrix<double>(2, 2, [1, 0, 0, corner]);
        Cholesky.TryFactor(matrix).ShouldBeNull();
    }

    private static Matrix<double> PositiveDefinite(int n)
    {
        Matrix<float> g = LearnerData.Features(2 * n, n, 4);
        return DenseProducts.Scatter(2 * n, n, (i, row) => { for (int j = 0; j < n; j++) { row[j] = g[i, j]; } }, FitContext.Default);
    }
}
