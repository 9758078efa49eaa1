using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Evaluation;

public class HeldOutSplitTests
{
    private static readonly ScoreTable Table = RoutingSamples.Table(rows: 50);

    [Fact]
    public void Of_AnySplit_DividesAllRowsAtTheShare()
    {
        for (int index = 0; index < 5; index++)
        {
            HeldOutSplit split = HeldOutSplit.Of(Table, 0.7, 3, index, 5);

            split.Train.Length.ShouldBe(35);
            split.Train.Concat(split.Test).Order().ShouldBe(Enumerable.Range(0, 50));
        }
    }

    [Fact]
    public void Of_AllSplitsTogether_TestEveryRowOnceOrTwice()
    {
        var tests = Enumerable.Range(0, 5).SelectMany(i => HeldOutSplit.Of(Table, 0.7, 3, i, 5).Test).CountBy(row => row).ToList();

        tests.Count.ShouldBe(50);
        tests.ShouldAllBe(t => t.Value == 1 || t.Value == 2);
    }

    [Fact]
    public void Of_OtherSeed_DividesDifferently() =>
        HeldOutSplit.Of(Table, 0.7, 4, 0, 5).Test.ShouldNotBe(HeldOutSplit.Of(Table, 0.7, 3, 0, 5).Test);
}
