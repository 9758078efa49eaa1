using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Grains.Tests.Training.Jobs;

public sealed class TrainingWorkerGrainTests(JobSamples samples) : IClassFixture<JobSamples>
{
    [Fact]
    public async Task Worker_TaskTakesLong_CallReturnsAndTheNextOneGoesOn()
    {
        await using JobBench bench = await JobBench.StartAsync();
        (JobProcess process, GatedFiles gate) = await bench.StartGatedAsync(samples.Families("ridge"));

        // A term that a machine under load does not miss.
        WorkerSettings settings = JobProcess.Settings with { Term = TimeSpan.FromSeconds(2) };
        (await process.Worker().WorkAsync(settings)).ShouldBe(WorkerStep.Working);
        (await process.Worker().WorkAsync(settings)).ShouldBe(WorkerStep.Working);
        // Longer than the claim's term: the worker has prolonged it.
        await Task.Delay(2 * settings.Term);
        (await bench.Store.JobTasks.ClaimAsync("other", TimeSpan.FromMinutes(1), default)).ShouldBeNull();
        gate.Open();

        (await process.WorkAsync()).ShouldBeTrue();
        (await bench.Store.JobTasks.ProgressAsync("job", 0, default)).ShouldSatisfyAllConditions(p => p.Done.ShouldBe(1), p => p.Attempts.ShouldBe(1));
    }

    [Fact]
    public async Task Worker_IsStopped_LetsAnotherHaveTheTaskAtOnce()
    {
        await using JobBench bench = await JobBench.StartAsync();
        (JobProcess process, GatedFiles gate) = await bench.StartGatedAsync(samples.Families("ridge"));
        using var stopping = new CancellationTokenSource();

        Task<bool> working = process.WorkAsync(cancellationToken: stopping.Token);
        await gate.Entered;
        await stopping.CancelAsync();
        gate.Open();

        await Should.ThrowAsync<OperationCanceledException>(() => working);
        (await bench.Store.JobTasks.ClaimAsync("dead", TimeSpan.FromMinutes(1), default))!.Attempt.ShouldBe(1, "an orderly stop is no attempt");
    }

    [Fact]
    public async Task Worker_IsStoppedBetweenCalls_LetsAnotherHaveTheTaskAtOnce()
    {
        await using JobBench bench = await JobBench.StartAsync();
        (JobProcess process, GatedFiles gate) = await bench.StartGatedAsync(samples.Families("ridge"));
        (await process.Worker().WorkAsync(JobProcess.Settings with { Term = TimeSpan.FromMinutes(1) })).ShouldBe(WorkerStep.Working);

        Task stopping = process.Worker().StopAsync();
        gate.Open();
        await stopping;

        (await bench.Store.JobTasks.ClaimAsync("other", TimeSpan.FromMinutes(1), default))!.Attempt.ShouldBe(1, "an orderly stop is no attempt");
        await process.Worker().StopAsync();
    }
}
