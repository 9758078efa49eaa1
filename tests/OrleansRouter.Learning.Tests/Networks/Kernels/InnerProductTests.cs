using OrleansRouter.Learning.Networks.Kernels;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Networks.Kernels;

public sealed class InnerProductTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(83)]
    public void Of_AnyLength_IsTheSumOfProducts(int length)
    {
        float[] a = LearnerData.Features(1, length, 1).Values, b = LearnerData.Features(1, length, 2).Values;
        ((double)InnerProduct.Of(a, b)).ShouldBe(a.Zip(b, (x, y) => (double)x * y).Sum(), 1e-5);
        InnerProduct.Square(a).ShouldBe(a.Sum(x => (double)x * x), 1e-12 * (1 + length));
    }

    [Fact]
    public void Of_ElsewhereInMemory_SameBits()
    {
        float[] a = LearnerData.Features(1, 300, 1).Values, moved = new float[320];
        for (int offset = 0; offset < 16; offset++)
        {
            a.CopyTo(moved, offset);
            InnerProduct.Of(moved.AsSpan(offset, 300), a).ShouldBe(InnerProduct.Of(a, a));
        }
    }
}
