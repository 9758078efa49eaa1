using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Gateway.Admin.Jobs;

/// <summary>One stage of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tasks">How many tasks it has, those of every round counted.</param>
/// <param name="Done">How many of them are done.</param>
internal sealed record JobStageView(string Name, int Tasks, int Done);

/// <summary>A job as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What is trained.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Families">The families it trains.</param>
/// <param name="Files">The files it reads.</param>
/// <param name="Stages">The stages that are known.</param>
/// <param name="Progress">Finished share of the known tasks, from 0 to 1.</param>
/// <param name="PolicyIds">The policies it published.</param>
/// <param name="ReportSha256">The data file that is its report, for a job that gives one.</param>
/// <param name="Problem">Why it failed.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record JobView(
    string Id, string Kind, JobPhase Phase, IReadOnlyList<string> Families, IReadOnlyList<JobFile> Files, IReadOnlyList<JobStageView> Stages, double Progress,
    IReadOnlyList<string> PolicyIds, string? ReportSha256, string? Problem, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <param name="id">The job's id.</param>
    /// <param name="job">Its state.</param>
    /// <param name="done">Tasks of the present stage that are done.</param>
    public static JobView Of(string id, JobState job, int done)
    {
        JobStageView[] stages = [.. job.Stages.Select((stage, i) => new JobStageView(
            stage.Name, stage.CountResults(), i < job.Stage || job.Phase == JobPhase.Done ? stage.CountResults() : i == job.Stage ? done : 0))];
        // Until the first stage has told how many there are, one of many is known.
        double progress = job.Phase == JobPhase.Done ? 1 : stages.Length < 2 ? 0 : (double)stages.Sum(stage => stage.Done) / stages.Sum(stage => stage.Tasks);
        return new JobView(
            id, job.Request!.Kind, job.Phase, [.. job.Request.Families.Select(family => family.Name)], job.Request.Files, stages, progress, job.PolicyIds, job.ReportSha256, job.Problem,
            job.CreatedAt, job.StartedAt, job.EndedAt);
    }
}

/// <summary>The steps of a job, oldest first.</summary>
internal sealed record JobLogView(IReadOnlyList<JobLogEntry> Data);

/// <summary>All data files, by hash.</summary>
internal sealed record DataFileList(IReadOnlyList<DataFile> Data);
