using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Tests.Trees.Binning;

public sealed class FeatureBinsTests
{
    [Fact]
    public void FromSketch_FewDistinctValues_OneBinEachWithThresholdsHalfWay()
    {
        FeatureBins bins = Of([4, 1, 2, 1]);
        bins.Count.ShouldBe(3);
        bins.Threshold(0, 1).ShouldBe(1.5f);
        bins.Threshold(0, 2).ShouldBe(2.5f);
        bins.Threshold(1, 2).ShouldBe(3f);
        bins.Threshold(2, FeatureBins.Missing).ShouldBe(float.PositiveInfinity);
    }

    [Fact]
    public void FromSketch_ManyValues_BinsOfNearlyEqualWeight()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => (float)i)];
        FeatureBins bins = Of(values);
        bins.Count.ShouldBe(255);
        var counts = values.GroupBy(bins.Encode).Select(g => g.Count()).ToList();
        counts.Count.ShouldBe(255);
        counts.ShouldAllBe(count => count == 39 || count == 40); // 10,000/255 = 39.2
    }

    [Fact]
    public void FromSketch_OneHeavyValue_LeavesTheOtherBinsToTheRest()
    {
        float[] values = [.. Enumerable.Repeat(0f, 9_000), .. Enumerable.Range(1, 1_000).Select(i => (float)i)];
        FeatureBins bins = Of(values);
        bins.Count.ShouldBe(255);
        bins.Highs[0].ShouldBe(0f);
        values.Skip(9_000).GroupBy(bins.Encode).Max(g => g.Count()).ShouldBeLessThanOrEqualTo(5); // 1,000/254 = 3.9
    }

    [Fact]
    public void Encode_AnyTrainingValue_LandsInItsBinAndOnTheRightSideOfEveryThreshold()
    {
        float[] values = TreeData.Uniform(3_000, 1, 8).Values;
        FeatureBins bins = Of(values);
        foreach (float value in values)
        {
            byte code = bins.Encode(value);
            value.ShouldBeInRange(bins.Lows[code], bins.Highs[code]);
            for (int left = 0; left < bins.Count - 1; left += 50)
            {
                for (int right = left + 1; right < bins.Count; right += 60)
                {
                    // A threshold between two bins says nothing of the bins between them, which are empty in the node.
                    if (code <= left || code >= right)
                    {
                        (value <= bins.Threshold(left, right)).ShouldBe(code <= left, $"{value} in bin {code} at {left}|{right}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Encode_MissingOrUnseenValues_MissingCodeOrNearestBin()
    {
        FeatureBins bins = Of([1, 2, 4]);
        bins.Encode(float.NaN).ShouldBe(FeatureBins.Missing);
        bins.Encode(-100).ShouldBe((byte)0);
        bins.Encode(2.9f).ShouldBe((byte)1);
        bins.Encode(3.1f).ShouldBe((byte)2);
        bins.Encode(float.PositiveInfinity).ShouldBe((byte)2);
    }

    [Fact]
    public void Threshold_NeighbouringFloats_StillPartsThem()
    {
        float low = 1f;
        float high = MathF.BitIncrement(low);
        FeatureBins bins = Of([low, high]);
        bins.Threshold(0, 1).ShouldBe(low);
        bins.Encode(low).ShouldBe((byte)0);
        bins.Encode(high).ShouldBe((byte)1);
    }

    [Fact]
    public void Constructor_OverlappingIntervals_Refused() =>
        Should.Throw<ArgumentException>(() => new FeatureBins([0, 1], [1, 2])).Message.ShouldContain("disjoint");

    private static FeatureBins Of(float[] values) => FeatureBins.FromSketch(QuantileSketch.Of(values, []));
}
