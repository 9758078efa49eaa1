using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Decomposition;

public sealed class LeadingEigenTests
{
    [Fact]
    public void Of_TooFewIterations_ReportsTheResidualOfItsWorstPair()
    {
        Matrix<float> x = LearnerData.Features(400, 390, 1);
        Matrix<double> s = DenseProducts.Scatter(400, 390, (i, row) => { for (int j = 0; j < 390; j++) { row[j] = x[i, j]; } }, FitContext.Default);
        LeadingEigen eigen = LeadingEigen.Of(s, 5, 1, FitContext.Default, maxIterations: 2);
        double worst = Enumerable.Range(0, 5).Max(k => Math.Sqrt(Enumerable.Range(0, 390).Sum(i =>
            Math.Pow(Enumerable.Range(0, 390).Sum(j => s[i, j] * eigen.Vectors[j, k]) - (eigen.Values[k] * eigen.Vectors[i, k]), 2))));
        eigen.Residual.ShouldBeGreaterThan(1e-4);
        eigen.Residual.ShouldBe(worst / eigen.Values[0], 1e-10);
    }
}
