using OrleansRouter.Learning;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Jobs;

/// <summary>A fit of two units: a loop, a step with a loop in it, and a last loop that has fewer pieces than were planned.</summary>
public sealed class JobPiecesTests(JobSamples samples) : IClassFixture<JobSamples>
{
    private static readonly FitLoop[] Loops = [new("first", 3), new("step", 1, new FitLoop("inner", 2)), new("none", 0), new("last", 4)];

    [Fact]
    public void Stages_EveryLoop_NeedsWhatIsDoneBeforeItAndNotWhatIsInsideOfThat() =>
        JobPieces.Stages(Loops, 2, ["data"]).Select(stage => (stage.Name, stage.Tasks, string.Join(' ', stage.Needs))).ShouldBe(
        [
            ("first", 6, "data"), ("inner", 4, "data first"), ("step", 2, "data first inner"), ("last", 8, "data first step"),
        ]);

    [Fact]
    public void Piece_EveryTask_ComputesItsPieceAlone_AndTheWholeIsTheFit()
    {
        var earlier = new Dictionary<string, IReadOnlyList<byte[]>>();
        foreach (JobStage stage in JobPieces.Stages(Loops, 2, []))
        {
            List<string> computed = [];
            earlier[stage.Name] = [.. Enumerable.Range(0, stage.Tasks).Select(task => JobPieces.Piece(Work(stage, task, earlier), Loops, (unit, context) => Fit(unit, context, computed)))];
            computed.ShouldBe(
                from unit in Enumerable.Range(0, 2)
                from piece in Enumerable.Range(0, stage.Name == "last" ? 3 : stage.Tasks / 2)
                select $"{unit}/{stage.Name}/{piece}");
        }

        List<string> again = [];
        double there = Fit(1, JobPieces.Whole(Work(new JobStage("end", 1, ["first", "step", "last"]), 0, earlier), Loops, 1), again);
        there.ShouldBe(Fit(1, FitContext.Default, []));
        again.ShouldBeEmpty();
        earlier["last"][3].ShouldBeEmpty("a piece that was planned and does not exist");
    }

    [Fact]
    public void Run_LoopThatIsNotDone_OrIsLongerThanPlanned_IsRefused()
    {
        JobWork end = Work(new JobStage("end", 1, []), 0, []);
        Should.Throw<ArgumentException>(() => Fit(0, JobPieces.Whole(end, Loops, 0), [])).Message.ShouldBe("Loop 'first' has to be done before stage 'end'.");
        Should.Throw<ArgumentException>(() => Fit(0, JobPieces.Whole(end, [new("first", 2)], 0), [])).Message.ShouldBe("Loop 'first' has 3 pieces; at most 2 were planned.");
    }

    [Fact]
    public void Piece_StoppedMeanwhile_IsNoResult()
    {
        JobWork work = Work(new JobStage("first", 3, []), 1, []);
        Should.Throw<OperationCanceledException>(() => JobPieces.Piece(work, Loops, (_, context) =>
            context.RunPieces<double[]>("first", 3, PieceFormats.Doubles, (_, _) => throw new OperationCanceledException("stopped")))).Message.ShouldBe("stopped");
    }

    private static double Fit(int unit, FitContext context, List<string> computed)
    {
        double[] Piece(string loop, int piece, double value)
        {
            computed.Add($"{unit}/{loop}/{piece}");
            return [value];
        }

        FitContext one = context with { Threads = 1 };
        double first = one.RunPieces("first", 3, PieceFormats.Doubles, (i, _) => Piece("first", i, (10 * unit) + i)).Sum(p => p[0]);
        double step = one.RunOnce("step", PieceFormats.Doubles, () =>
        {
            double inner = one.RunPieces("inner", 2, PieceFormats.Doubles, (i, _) => Piece("inner", i, first + i)).Sum(p => p[0]);
            return Piece("step", 0, 2 * inner);
        })[0];
        return one.RunPieces("last", 3, PieceFormats.Doubles, (i, _) => Piece("last", i, step * (i + 1))).Sum(p => p[0]);
    }

    private JobWork Work(JobStage stage, int task, Dictionary<string, IReadOnlyList<byte[]>> earlier) => new()
    {
        Request = samples.Families("ridge").Request,
        Stage = stage.Name,
        Task = task,
        Files = [],
        Earlier = stage.Needs.ToDictionary(need => need, need => earlier[need]),
        Memory = new JobMemory(),
        Context = new FitContext(1),
    };
}
