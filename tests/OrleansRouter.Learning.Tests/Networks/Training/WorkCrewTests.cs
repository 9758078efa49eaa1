using OrleansRouter.Learning.Networks.Training;

namespace OrleansRouter.Learning.Tests.Networks.Training;

public sealed class WorkCrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Run_ManyLoopsOfChangingLength_RunsEveryItemOnce(int threads)
    {
        var crew = new WorkCrew(threads);
        int[] runs = new int[9];
        for (int loop = 0; loop < 2000; loop++)
        {
            int count = 1 + (loop * 5 % 9);
            Array.Clear(runs);
            crew.Run(count, i => Interlocked.Increment(ref runs[i]));
            runs.ShouldBe([.. Enumerable.Range(0, 9).Select(i => i < count ? 1 : 0)]);
        }
    }

    [Fact]
    public void Run_AnItemFails_ThrowsAfterTheLoopAndWorksAgain()
    {
        var crew = new WorkCrew(2);
        int done = 0;
        Should.Throw<InvalidDataException>(() => crew.Run(8, i =>
        {
            Interlocked.Increment(ref done);
            if (i == 3)
            {
                throw new InvalidDataException("item 3");
            }
        })).Message.ShouldBe("item 3");
        done.ShouldBe(8);
        crew.Run(8, _ => Interlocked.Increment(ref done));
        done.ShouldBe(16);
    }
}
