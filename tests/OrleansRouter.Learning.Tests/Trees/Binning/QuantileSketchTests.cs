using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Tests.Trees.Binning;

public sealed class QuantileSketchTests
{
    [Fact]
    public void Of_FewDistinctValues_KeepsEachWithItsWeight()
    {
        QuantileSketch sketch = QuantileSketch.Of([3, 1, 3, float.NaN, 2, -0f, 0f], [1, 2, 4, 8, 0, 16, 32]);
        sketch.Values.ShouldBe([0f, 1, 3]);
        sketch.Weights.ShouldBe([48.0, 2, 5]);
    }

    [Fact]
    public void Merge_AnySplitOfTheValues_EqualsTheWhole()
    {
        float[] values = TreeData.Uniform(1000, 1, 3).Values;
        QuantileSketch whole = QuantileSketch.Of(values, []);
        QuantileSketch merged = QuantileSketch.Of(values.AsSpan(700), [])
            .Merge(QuantileSketch.Empty)
            .Merge(QuantileSketch.Of(values.AsSpan(0, 300), []).Merge(QuantileSketch.Of(values.AsSpan(300, 400), [])));
        merged.Values.ShouldBe(whole.Values);
        merged.Weights.ShouldBe(whole.Weights);
    }

    [Fact]
    public void Of_MoreValuesThanCapacity_RanksStayWithinTheStatedError()
    {
        const int Rows = 4 * QuantileSketch.Capacity;
        float[] values = [.. new Rng(5).Permutation(Rows).Select(i => (float)i)];
        QuantileSketch sketch = QuantileSketch.Of(values, []);
        sketch.Values.Length.ShouldBeLessThanOrEqualTo(QuantileSketch.Capacity);
        double rank = 0;
        for (int i = 0; i < sketch.Values.Length; i++)
        {
            rank += sketch.Weights[i];
            // Four chunks are merged three times; each time a rank may move by total/capacity.
            rank.ShouldBe(sketch.Values[i] + 1, 3.0 * Rows / QuantileSketch.Capacity);
        }

        rank.ShouldBe(Rows);
        sketch.Values[^1].ShouldBe(Rows - 1);
    }

    [Theory]
    [InlineData(new float[] { 2, 1 }, new double[] { 1, 1 })]
    [InlineData(new float[] { 1, float.NaN }, new double[] { 1, 1 })]
    [InlineData(new float[] { 1, 2 }, new double[] { 1 })]
    [InlineData(new float[] { 1, 2 }, new double[] { 1, double.NaN })]
    public void Constructor_ValuesOrWeightsThatNoSketchHas_Refused(float[] values, double[] weights) =>
        Should.Throw<ArgumentException>(() => new QuantileSketch(values, weights)).Message.ShouldContain("ascending");
}
