using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Tests.Trees.Growing;

public sealed class SplitSearchTests
{
    private static readonly GrowthRules Plain = new() { MaxDepth = 1, FeaturesPerSplit = 1 };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 2)]
    [InlineData(0.5, 3)]
    public void Offer_AnyHistogram_FindsTheSplitOfLargestGain(double l1, double l2)
    {
        var rules = Plain with { L1 = l1, L2 = l2, MinGain = 0 };
        for (ulong seed = 0; seed < 60; seed++)
        {
            (byte[] codes, GradientSum[] rows) = RandomRows(seed);
            double expected = BruteForce(rules, codes, rows);
            Split best = Offer(rules, codes, rows, out _);
            (best.Feature < 0 ? 0 : best.Gain).ShouldBe(Math.Max(expected, 0), 1e-9, customMessage: $"seed {seed}");
        }
    }

    [Fact]
    public void Offer_MissingValuesLikeTheRightSide_SendsThemRight()
    {
        byte[] codes = [0, 0, 1, 1, FeatureBins.Missing];
        Split best = Offer(Plain, codes, [new(-1, 1), new(-1, 1), new(1, 1), new(1, 1), new(1, 1)], out _);
        best.MissingLeft.ShouldBeFalse();
        best.Bin.ShouldBe((byte)0);
        best.Left.ShouldBe(new GradientSum(-2, 2));
    }

    [Fact]
    public void Offer_MissingValuesLikeTheLeftSide_SendsThemLeft()
    {
        byte[] codes = [0, 0, 1, 1, FeatureBins.Missing];
        Split best = Offer(Plain, codes, [new(-1, 1), new(-1, 1), new(1, 1), new(1, 1), new(-1, 1)], out _);
        best.MissingLeft.ShouldBeTrue();
        best.Left.ShouldBe(new GradientSum(-3, 3));
    }

    [Fact]
    public void Offer_OnlyMissingnessTells_PartsMissingFromPresent()
    {
        byte[] codes = [3, 3, FeatureBins.Missing];
        Split best = Offer(Plain, codes, [new(-1, 1), new(-1, 1), new(2, 1)], out bool varies);
        varies.ShouldBeTrue();
        best.NextBin.ShouldBe(FeatureBins.Missing);
        best.MissingLeft.ShouldBeFalse();
        best.Left.ShouldBe(new GradientSum(-2, 2));
    }

    [Fact]
    public void Offer_NothingMissingInTheNode_SendsMissingToTheHeavierSide()
    {
        Offer(Plain, [0, 1, 1], [new(-1, 1), new(1, 1), new(1, 1)], out _).MissingLeft.ShouldBeFalse();
        Offer(Plain, [0, 0, 1], [new(-1, 1), new(-1, 1), new(1, 1)], out _).MissingLeft.ShouldBeTrue();
    }

    [Fact]
    public void Offer_ConstantFeature_SaysSo()
    {
        Offer(Plain, [7, 7], [new(-1, 1), new(1, 1)], out bool varies).Feature.ShouldBe(-1);
        varies.ShouldBeFalse();
    }

    [Fact]
    public void Offer_SmallestChildWeight_IsKept()
    {
        byte[] codes = [0, 1, 2, 3];
        GradientSum[] rows = [new(-9, 1), new(0, 1), new(0, 1), new(0, 1)];
        Offer(Plain, codes, rows, out _).Bin.ShouldBe((byte)0);
        Offer(Plain with { MinChild = 2 }, codes, rows, out _).Bin.ShouldBe((byte)1);
        Offer(Plain with { MinChild = 3 }, codes, rows, out _).Feature.ShouldBe(-1);
    }

    [Fact]
    public void Offer_GainNotAboveMinGain_NoSplit()
    {
        GradientSum[] rows = [new(-1, 1), new(1, 1)]; // gain 1 + 1 − 0
        Offer(Plain with { MinGain = 1.9 }, [0, 1], rows, out _).Gain.ShouldBe(2);
        Offer(Plain with { MinGain = 2 }, [0, 1], rows, out _).Feature.ShouldBe(-1);
    }

    [Fact]
    public void OfferRandom_ManySeeds_ThresholdsAreUniformInTheValues()
    {
        var bins = new FeatureBins([0, 1, 10], [0, 1, 10]);
        var scan = new BinScan();
        scan.Fill([0, 1, 2], [0, 1, 2], [new(-1, 1), new(0, 1), new(1, 1)]);
        int first = 0;
        for (int seed = 0; seed < 4_000; seed++)
        {
            Split best = Split.None;
            var random = new NodeRandom((ulong)seed, 0);
            new SplitSearch(Plain, new GradientSum(0, 3), new double[BinScan.Slots]).OfferRandom(0, bins, scan, ref random, ref best).ShouldBeTrue();
            first += best.Bin == 0 ? 1 : 0;
        }

        // The first gap is a tenth of the range; the standard error of the share is √(0.1·0.9/4000) = 0.0047.
        (first / 4_000.0).ShouldBe(0.1, 4 * 0.0047);
    }

    private static Split Offer(GrowthRules rules, byte[] codes, GradientSum[] rows, out bool varies)
    {
        var scan = new BinScan();
        scan.Fill(codes, [.. Enumerable.Range(0, codes.Length)], rows);
        Split best = Split.None;
        varies = new SplitSearch(rules, Sum(rows), new double[BinScan.Slots]).Offer(0, scan, ref best);
        return best;
    }

    private static double BruteForce(GrowthRules rules, byte[] codes, GradientSum[] rows)
    {
        double best = double.NegativeInfinity;
        double Score(GradientSum s) => s.Hessian > 0 ? Math.Pow(Math.Max(0, Math.Abs(s.Gradient) - rules.L1), 2) / (s.Hessian + rules.L2) : 0;
        for (int bin = 0; bin < 255; bin++)
        {
            foreach (bool missingLeft in new[] { false, true })
            {
                GradientSum left = Sum(rows.Where((_, i) => codes[i] == 255 ? missingLeft : codes[i] <= bin));
                best = Math.Max(best, Score(left) + Score(Sum(rows) - left) - Score(Sum(rows)));
            }
        }

        return best;
    }

    private static GradientSum Sum(IEnumerable<GradientSum> rows) => rows.Aggregate(default(GradientSum), (a, b) => a + b);

    private static (byte[] Codes, GradientSum[] Rows) RandomRows(ulong seed)
    {
        var rng = new Rng(seed);
        int count = 2 + rng.NextInt(seed % 2 == 0 ? 30 : 400); // few rows take the sparse way, many the dense one
        return ([.. Enumerable.Range(0, count).Select(_ => (byte)(rng.NextInt(8) == 0 ? 255 : rng.NextInt(200)))],
            [.. Enumerable.Range(0, count).Select(_ => new GradientSum(rng.NextInt(21) - 10, 1 + rng.NextInt(3)))]);
    }
}
