using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Overlap;

public sealed class OverlapReportTests
{
    private static readonly OverlapReport Report = OverlapReport.Of(
        [0.35, 0.45, 0.2, 0.2, 0.5, 1], [true, true, false, false, false, false], [true, true, true, false, true, true]);

    [Fact]
    public void Of_CountsSharesAndHistogramsPerSource()
    {
        (Report.GoldRows, Report.PreferenceRows).ShouldBe((2, 4));
        Report.KeptPreferenceShare.ShouldBe(0.75);
        Report.GoldHistogram.ShouldBe([0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0]);
        Report.PreferenceHistogram.ShouldBe([0, 0, 0.5, 0, 0, 0.25, 0, 0, 0, 0.25]);
        Report.MinGoldPropensity.ShouldBe(0.35);
        Report.MaxPreferencePropensity.ShouldBe(1);
    }

    [Fact]
    public void EffectiveSampleSize_EqualPropensities_IsTheNumberOfPreferences() =>
        OverlapReport.Of([0.3, 0.3, 0.3, 0.3], [true, false, false, false], [true, true, true, true]).EffectiveSampleSize.ShouldBe(3, 1e-12);

    [Fact]
    public void EffectiveSampleSize_OneRowLikeGold_IsAboutOne() => Report.EffectiveSampleSize.ShouldBe(1, 1e-6);

    [Fact]
    public void Mean_AveragesNumberByNumber()
    {
        OverlapReport other = Report with { KeptPreferenceShare = 0.25, MinGoldPropensity = 0.45, GoldRows = 4 };

        OverlapReport mean = OverlapReport.Mean([Report, other]);

        (mean.KeptPreferenceShare, mean.GoldRows).ShouldBe((0.5, 3));
        mean.MinGoldPropensity.ShouldBe(0.4, 1e-12);
        mean.GoldHistogram.ShouldBe(Report.GoldHistogram);
    }
}
