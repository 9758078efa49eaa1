using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Decomposition;

/// <summary>scikit-learn's and LAPACK's decompositions; written by bench/peers/linear_fixtures.py.</summary>
internal sealed record DecompositionFixture(
    float[][] Features, double[][] Components, double[] ExplainedVariance, double[] Mean, double[] SingularValues, double[][] RightVectors)
{
    public static DecompositionFixture Instance { get; } = Fixture.Load<DecompositionFixture>("decomposition");

    public Matrix<float> X => new(Features.Length, Features[0].Length, [.. Features.SelectMany(row => row)]);
}
