using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.Tests.Statistics;

public class QuantileTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 3)]
    [InlineData(0.95, 9.1)]
    [InlineData(1, 10)]
    public void OfSorted_FourValues_InterpolatesBetweenOrderStatistics(double probability, double expected) =>
        Quantile.OfSorted([1, 2, 4, 10], probability).ShouldBe(expected, 1e-12);

    [Fact]
    public void OfSorted_OneValue_IsThatValue() => Quantile.OfSorted([7], 0.3).ShouldBe(7);

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void OfSorted_ProbabilityOutsideTheUnitInterval_IsRefused(double probability) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Quantile.OfSorted([1], probability));

    [Fact]
    public void OfSorted_NoValues_IsRefused() => Should.Throw<ArgumentException>(() => Quantile.OfSorted([], 0.5));
}
