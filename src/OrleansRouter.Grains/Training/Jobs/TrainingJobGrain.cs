using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>Identity, state and order of one job; what changes is in <see cref="JobTransitions"/>, what is computed in <see cref="IJobPlan"/>.</summary>
/// <remarks>
/// Whatever a call does before its state is written can be done again: tasks that exist are not added twice, and a policy or report that is
/// stored is not stored again. So a crash anywhere is made good by the next call, on any process.
/// </remarks>
[GrainState("training-job")]
public class TrainingJobGrain(
    string key, IDurableState<JobState> state, IJobTaskStore tasks, IDataFileStore files, IPolicyStore policies, TimeProvider time) : ITrainingJobGrain
{
    /// <inheritdoc/>
    public virtual async Task<JobState> CreateAsync(JobRequest request, CancellationToken cancellationToken = default)
    {
        _ = JobPlans.For(request);
        foreach (JobFile file in request.Files)
        {
            Identifiers.Require(file.Name.Trim('.').Length > 0 && Path.GetFileName(file.Name) == file.Name, $"File '{file.Name}': expected a name without folders.");
            _ = await files.FindAsync(file.Sha256, cancellationToken)
                ?? throw new KeyNotFoundException($"File '{file.Name}' with SHA-256 {file.Sha256} is not stored; upload it first.");
        }

        return await state.UpdateAsync(s => JobTransitions.Create(key, s, request, time.GetUtcNow()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobState> GetAsync(CancellationToken cancellationToken = default) => state.RefreshAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<StageProgress> ProgressAsync(CancellationToken cancellationToken = default) =>
        tasks.ProgressAsync(key, state.Value.Stage, cancellationToken);

    /// <inheritdoc/>
    public async Task<JobState> AdvanceAsync(Fence? fence, CancellationToken cancellationToken = default)
    {
        JobState now = await state.RefreshAsync(cancellationToken);
        if (now is { Request: not null, Phase: JobPhase.Queued })
        {
            now = await state.UpdateAsync(s => JobTransitions.Begin(s, time.GetUtcNow()), fence, cancellationToken);
        }

        if (now is { Request: not null, IsOpen: false })
        {
            // A crash may have come between the end and this.
            await tasks.DropAsync(key, cancellationToken);
        }

        bool moved = true;
        while (moved && now.Phase == JobPhase.Running)
        {
            (JobState before, now) = (now, await StepOrFailAsync(now, fence, cancellationToken));
            moved = now.Stage != before.Stage;
        }

        return now;
    }

    /// <inheritdoc/>
    public async Task<JobState> CancelAsync(CancellationToken cancellationToken = default)
    {
        JobState cancelled = await state.UpdateAsync(s => JobTransitions.Cancel(key, s, time.GetUtcNow()), cancellationToken);
        await tasks.DropAsync(key, cancellationToken);
        return cancelled;
    }

    private async Task<JobState> StepOrFailAsync(JobState now, Fence? fence, CancellationToken cancellationToken)
    {
        try
        {
            return await StepAsync(now, fence, cancellationToken);
        }
        catch (Exception problem) when (problem is (ArgumentException or ArithmeticException or ModelFormatException or InvalidOperationException) and not ObjectDisposedException)
        {
            // The results are what they are, or the policy's id is taken: trying again would end the same way.
            return await EndAsync(s => JobTransitions.Fail(s, problem.Message, time.GetUtcNow()), fence, cancellationToken);
        }
    }

    /// <summary>Adds what is missing of the present stage and those after it, or notes that it is complete.</summary>
    private async Task<JobState> StepAsync(JobState now, Fence? fence, CancellationToken cancellationToken)
    {
        JobStage stage = now.Stages[now.Stage];
        StageProgress progress = await tasks.ProgressAsync(key, now.Stage, cancellationToken);
        if (progress.Problem is { } problem)
        {
            return await EndAsync(s => JobTransitions.Fail(s, problem, time.GetUtcNow()), fence, cancellationToken);
        }

        if (progress.Tasks < stage.Tasks)
        {
            // All at once: from here on workers go from stage to stage without this grain.
            await tasks.AddAsync(key, now.Stage, [.. now.Stages.Skip(now.Stage)], cancellationToken);
            return now;
        }

        return progress.Done < stage.CountResults() ? now
            : now.Stages.Count == 1 ? await PlanAsync(now, progress, fence, cancellationToken)
            : now.Stage + 1 == now.Stages.Count ? await YieldAsync(now, progress, fence, cancellationToken)
            : await state.UpdateAsync(s => JobTransitions.Next(s, now.Stage, progress, time.GetUtcNow()), fence, cancellationToken);
    }

    private async Task<JobState> PlanAsync(JobState now, StageProgress progress, Fence? fence, CancellationToken cancellationToken)
    {
        byte[] prepared = (await tasks.ResultsAsync(key, 0, cancellationToken)).Single();
        IReadOnlyList<JobStage> rest = JobPlans.For(now.Request!).Stages(now.Request!, prepared);
        return await state.UpdateAsync(s => JobTransitions.Plan(s, rest, progress, time.GetUtcNow()), fence, cancellationToken);
    }

    /// <summary>Publishes policies or stores the report, and then says so.</summary>
    private async Task<JobState> YieldAsync(JobState now, StageProgress progress, Fence? fence, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> results = await tasks.ResultsAsync(key, now.Stage, cancellationToken);
        if (JobPlans.Registry.Get(now.Request!.Kind).Yields == JobYield.Report)
        {
            DataFile report = await files.SaveAsync(new MemoryStream(results.Single()), null, cancellationToken);
            return await EndAsync(s => JobTransitions.Finish(s, [], progress, time.GetUtcNow(), report.Sha256), fence, cancellationToken);
        }

        List<string> published = [];
        foreach (byte[] file in results)
        {
            var info = PolicyRecords.Of(PolicyFile.Read(file), file, id: null, time.GetUtcNow());
            await policies.SaveAsync(info, file, cancellationToken);
            published.Add(info.PolicyId);
        }

        return await EndAsync(s => JobTransitions.Finish(s, published, progress, time.GetUtcNow()), fence, cancellationToken);
    }

    private async Task<JobState> EndAsync(Func<JobState, JobState> transition, Fence? fence, CancellationToken cancellationToken)
    {
        JobState ended = await state.UpdateAsync(transition, fence, cancellationToken);
        await tasks.DropAsync(key, cancellationToken);
        return ended;
    }
}
