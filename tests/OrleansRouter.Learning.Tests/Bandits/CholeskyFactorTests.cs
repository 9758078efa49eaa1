using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Bandits;

public class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    public void SolveBoth_AnyDimension_SolvesTheSystem(int dimension)
    {
        var rng = new Rng((ulong)dimension);
        double[] gram = RandomGram(dimension, rng), x = Gaussians(dimension, rng);
        double[] b = Multiply(gram, x, ridge: 0.3);
        var factor = new CholeskyFactor(gram, dimension, 0.3);

        factor.SolveTransposed(b);
        factor.SolveUpper(b);

        b.ShouldBe(x, 1e-8);
    }

    [Fact]
    public void Update_OneVector_EqualsFactoringTheSum()
    {
        const int dimension = 9;
        var rng = new Rng(2);
        double[] gram = RandomGram(dimension, rng), z = Gaussians(dimension, rng);
        z[3] = 0;
        var updated = new CholeskyFactor(gram, dimension, 1);
        updated.Update([.. z]);
        PackedSymmetric.AddOuter(gram, z, 1);
        var direct = new CholeskyFactor(gram, dimension, 1);
        double[] actual = Gaussians(dimension, new Rng(5)), expected = [.. actual];

        updated.SolveTransposed(actual);
        direct.SolveTransposed(expected);

        actual.ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Constructor_NotPositiveDefinite_NamesThePivot() =>
        Should.Throw<ArithmeticException>(() => new CholeskyFactor([1, 2, 1], 2, 0.1)).Message.ShouldContain("Pivot 1");

    private static double[] RandomGram(int dimension, Rng rng)
    {
        var gram = new double[PackedSymmetric.Length(dimension)];
        for (int i = 0; i < 2 * dimension; i++)
        {
            PackedSymmetric.AddOuter(gram, Gaussians(dimension, rng), 1);
        }

        return gram;
    }

    private static double[] Gaussians(int count, Rng rng) => [.. Enumerable.Range(0, count).Select(_ => rng.NextGaussian())];

    private static double[] Multiply(double[] packed, double[] x, double ridge)
    {
        double[] product = [.. x.Select(v => ridge * v)];
        for (int i = 0; i < x.Length; i++)
        {
            Span<double> row = PackedSymmetric.Row(packed, x.Length, i);
            for (int j = i; j < x.Length; j++)
            {
                product[i] += row[j - i] * x[j];
                product[j] += j > i ? row[j - i] * x[i] : 0;
            }
        }

        return product;
    }
}
