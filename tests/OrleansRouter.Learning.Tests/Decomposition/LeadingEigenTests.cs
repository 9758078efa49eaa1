using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Decomposition;

public sealed class LeadingEigenTests
{
    [Fact]
    public void Of_TooFewMultiplications_ReportsTheResidualOfItsWorstPair()
    {
        Matrix<float> x = LearnerData.Features(400, 390, 1);
        Matrix<double> s = DenseProducts.Scatter(400, 390, (i, row) => { for (int j = 0; j < 390; j++) { row[j] = x[i, j]; } }, FitContext.Default);
        LeadingEigen eigen = LeadingEigen.Of(s, 5, 1, FitContext.Default, maxMultiplications: 2);
        double worst = Enumerable.Range(0, 5).Max(k => Math.Sqrt(Enumerable.Range(0, 390).Sum(i =>
            Math.Pow(Enumerable.Range(0, 390).Sum(j => s[i, j] * eigen.Vectors[j, k]) - (eigen.Values[k] * eigen.Vectors[i, k]), 2))));
        eigen.Residual.ShouldBeGreaterThan(1e-4);
        eigen.Residual.ShouldBe(worst / eigen.Values[0], 1e-10);
    }

    /// <summary>Pure noise has no gap after the wanted eigenvalues, the hardest case for subspace iterations.</summary>
    [Fact]
    public void Of_PureNoise_ConvergesAllTheSame()
    {
        Matrix<float> x = LearnerData.Features(1_500, 400, 1);
        Matrix<double> s = DenseProducts.Scatter(1_500, 400, (i, row) => { for (int j = 0; j < 400; j++) { row[j] = x[i, j]; } }, FitContext.Default);
        LeadingEigen eigen = LeadingEigen.Of(s, 30, 1, FitContext.Default, maxMultiplications: 100);
        eigen.Residual.ShouldBeLessThan(1e-10);
        eigen.Values.ShouldBe(SymmetricEigen.Of(s).Values[..30], 1e-8 * eigen.Values[0]);
    }
}
