using System.Globalization;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>The pure changes of a job. Each begins in one place only, so that it happens once, whoever asks how often; elsewhere it returns its argument.</summary>
internal static class JobTransitions
{
    /// <exception cref="InvalidOperationException">The job exists with another request.</exception>
    public static JobState Create(string jobId, JobState state, JobRequest request, DateTimeOffset at) => state.Request is null
        ? new JobState { Request = request, CreatedAt = at }.Noting(at, $"asked for: {request.Kind}, {request.Files.Count} files")
        : throw new InvalidOperationException($"Job '{jobId}' exists.");

    public static JobState Begin(JobState state, DateTimeOffset at) => state is { Request: not null, Phase: JobPhase.Queued }
        ? (state with { Phase = JobPhase.Running, StartedAt = at, Stages = [JobStage.Prepare] }).Noting(at, "began")
        : state;

    /// <summary>The first stage is done, and tells all others.</summary>
    public static JobState Plan(JobState state, IReadOnlyList<JobStage> rest, StageProgress first, DateTimeOffset at) =>
        state is { Phase: JobPhase.Running, Stage: 0, Stages.Count: 1 }
            ? Next(state with { Stages = [.. state.Stages, .. rest] }, 0, first, at)
            : state;

    /// <summary>Stage <paramref name="done"/> is complete, and the one after it begins.</summary>
    public static JobState Next(JobState state, int done, StageProgress progress, DateTimeOffset at) =>
        state.Phase == JobPhase.Running && state.Stage == done && done + 1 < state.Stages.Count
            ? (state with { Stage = done + 1 }).Noting(at, Summary(state.Stages[done], progress))
            : state;

    /// <summary>Its policies are published, or its report is stored.</summary>
    public static JobState Finish(JobState state, IReadOnlyList<string> policyIds, StageProgress progress, DateTimeOffset at, string? reportSha256 = null) =>
        state.Phase == JobPhase.Running
            ? (state with { Phase = JobPhase.Done, PolicyIds = policyIds, ReportSha256 = reportSha256, EndedAt = at })
                .Noting(at, Summary(state.Stages[state.Stage], progress))
                .Noting(at, reportSha256 is null ? $"published {string.Join(", ", policyIds)}" : $"stored report {reportSha256}")
            : state;

    public static JobState Fail(JobState state, string problem, DateTimeOffset at) => state.IsOpen
        ? (state with { Phase = JobPhase.Failed, Problem = problem, EndedAt = at }).Noting(at, $"failed: {problem}")
        : state;

    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public static JobState Cancel(string jobId, JobState state, DateTimeOffset at) => state switch
    {
        { Request: null } => throw new KeyNotFoundException($"No training job '{jobId}'."),
        { IsOpen: true } => (state with { Phase = JobPhase.Cancelled, EndedAt = at }).Noting(at, "cancelled"),
        _ => state,
    };

    private static JobState Noting(this JobState state, DateTimeOffset at, string text) => state with { Log = [.. state.Log, new JobLogEntry(at, text)] };

    private static string Summary(JobStage stage, StageProgress progress)
    {
        string again = progress.Attempts > progress.Done ? string.Create(CultureInfo.InvariantCulture, $", {progress.Attempts - progress.Done} begun again") : "";
        string rounds = stage.Rounds > 1 ? string.Create(CultureInfo.InvariantCulture, $" in {stage.Rounds} rounds") : "";
        return string.Create(CultureInfo.InvariantCulture, $"stage '{stage.Name}' done: {progress.Done} tasks{rounds}, {progress.Workers} workers, {progress.WorkMs / 1000:0.00} s of work{again}");
    }
}
