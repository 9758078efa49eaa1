using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Tests.Training.Jobs;

public sealed class JobTransitionsTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JobRequest Request = new() { Kind = "family", Files = [new JobFile("a", "b")] };
    private static readonly StageProgress Complete = new(2, 2, 3, 2, 1500, null);
    private static readonly JobState Queued = JobTransitions.Create("j", new JobState(), Request, At);
    private static readonly JobState Running = JobTransitions.Begin(Queued, At);
    private static readonly JobState Planned = JobTransitions.Plan(Running, [new JobStage("embed", 2, []), new JobStage("policies", 1, ["embed"])], Complete, At);

    [Fact]
    public void Job_StepByStep_GoesThroughItsStagesOnce()
    {
        Queued.IsOpen.ShouldBeTrue();
        Running.Stages.ShouldBe([JobStage.Prepare]);
        Planned.Stage.ShouldBe(1);
        JobState last = JobTransitions.Next(Planned, 1, Complete, At);
        last.Stage.ShouldBe(2);
        JobState done = JobTransitions.Finish(last, ["p"], Complete, At);

        (done.Phase, done.IsOpen, done.EndedAt).ShouldBe((JobPhase.Done, false, At));
        done.Log.Select(entry => entry.Text).ShouldBe(
        [
            "asked for: family, 1 files", "began", "stage 'prepare' done: 2 tasks, 2 workers, 1.50 s of work, 1 begun again",
            "stage 'embed' done: 2 tasks, 2 workers, 1.50 s of work, 1 begun again", "stage 'policies' done: 2 tasks, 2 workers, 1.50 s of work, 1 begun again", "published p",
        ]);
    }

    [Fact]
    public void Next_StageOfSeveralRounds_SaysHowMany() => JobTransitions.Next(Planned with { Stages = [JobStage.Prepare, new("x", 2, [], 5), new("y", 1, [])] }, 1, Complete, At)
        .Log[^1].Text.ShouldBe("stage 'x' done: 2 tasks in 5 rounds, 2 workers, 1.50 s of work, 1 begun again");

    [Fact]
    public void Steps_Repeated_ChangeNothing()
    {
        JobTransitions.Begin(Running, At).ShouldBeSameAs(Running);
        JobTransitions.Plan(Planned, [new JobStage("x", 1, [])], Complete, At).ShouldBeSameAs(Planned);
        JobState next = JobTransitions.Next(Planned, 1, Complete, At);
        JobTransitions.Next(next, 1, Complete, At).ShouldBeSameAs(next);
    }

    [Fact]
    public void EndedJob_StaysAsItIs()
    {
        foreach (JobState ended in new[] { JobTransitions.Fail(Planned, "p", At), JobTransitions.Cancel("j", Planned, At), JobTransitions.Finish(Planned, [], Complete, At) })
        {
            JobTransitions.Begin(ended, At).ShouldBeSameAs(ended);
            JobTransitions.Next(ended, 1, Complete, At).ShouldBeSameAs(ended);
            JobTransitions.Finish(ended, ["q"], Complete, At).ShouldBeSameAs(ended);
            JobTransitions.Fail(ended, "q", At).ShouldBeSameAs(ended);
            JobTransitions.Cancel("j", ended, At).ShouldBeSameAs(ended);
        }
    }

    [Fact]
    public void State_WrittenAndRead_IsTheSame()
    {
        JobState read = GrainJson.Read<JobState>(GrainJson.Write(Planned));

        GrainJson.Write(read).ShouldBe(GrainJson.Write(Planned));
        read.Request!.Dars.Unpriced.ShouldBe(Request.Dars.Unpriced);
        read.IsOpen.ShouldBeTrue();
    }
}
