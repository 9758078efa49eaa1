using OrleansRouter.Learning.Networks.Kernels;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Networks.Kernels;

public sealed class MatrixProductTests
{
    public static TheoryData<int, int, int> Shapes() => new()
    {
        { 1, 1, 1 }, { 1, 16, 3 }, { 4, 16, 8 }, { 5, 17, 9 }, { 3, 33, 300 }, { 32, 6, 64 }, { 9, 50, 257 }, { 66, 3, 2 }, { 1, 128, 600 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AddProduct_AnyShape_IsTheChainOfFusedMultiplyAddsToTheBit(int m, int n, int k)
    {
        float[] a = Random(m * k, 1), b = Random(k * n, 2), c = Random(m * n, 3);
        float[] expected = Chains(m, n, k, c, (i, p) => a[(i * k) + p], (p, j) => b[(p * n) + j]);
        MatrixProduct.AddProduct(a, b, c, m, n, k);
        c.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AddTransposedProduct_AnyShape_IsTheChainOfFusedMultiplyAddsToTheBit(int m, int n, int k)
    {
        float[] a = Random(m * k, 1), b = Random(k * n, 2), c = Random(m * n, 3);
        float[] expected = Chains(m, n, k, c, (i, p) => a[(p * m) + i], (p, j) => b[(p * n) + j]);
        MatrixProduct.AddTransposedProduct(a, b, c, m, n, k);
        c.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AddProductTransposed_AnyShape_IsTheChainOfFusedMultiplyAddsToTheBit(int m, int n, int k)
    {
        float[] a = Random(m * k, 1), b = Random(k * n, 2), c = Random(m * n, 3);
        float[] expected = Chains(m, n, k, c, (i, p) => a[(i * k) + p], (p, j) => b[(j * k) + p]);
        MatrixProduct.AddProductTransposed(a, b, c, m, n, k);
        c.ShouldBe(expected);
    }

    [Fact]
    public void AddProduct_LengthsDoNotFit_Refused()
    {
        Should.Throw<ArgumentException>(() => MatrixProduct.AddProduct(new float[5], new float[6], new float[4], 2, 2, 3));
        Should.Throw<ArgumentException>(() => MatrixProduct.AddProduct(new float[6], new float[5], new float[4], 2, 2, 3));
        Should.Throw<ArgumentException>(() => MatrixProduct.AddProduct(new float[6], new float[6], new float[5], 2, 2, 3));
    }

    private static float[] Chains(int m, int n, int k, float[] start, Func<int, int, float> a, Func<int, int, float> b)
    {
        float[] c = [.. start];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                {
                    c[(i * n) + j] = MathF.FusedMultiplyAdd(a(i, p), b(p, j), c[(i * n) + j]);
                }
            }
        }

        return c;
    }

    private static float[] Random(int count, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];
    }
}
