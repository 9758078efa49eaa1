using System.Globalization;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Gateway.Admin.Jobs;

/// <summary>Training and evaluation jobs: ask for one, look at it, stop it, fetch what it gave.</summary>
internal sealed class JobEndpoints(IGrainHost grains, IPolicyStore policies, IDataFileStore files, SnapshotService snapshots, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder operators)
    {
        operators.MapGet("/jobs", (string? after, int? limit, JobEndpoints endpoints) => endpoints.List(after, limit))
            .WithSummary("Training jobs, oldest first.");
        operators.MapPost("/jobs", (JobRequest request, JobEndpoints endpoints, HttpContext context) => endpoints.CreateAsync(request, context.RequestAborted))
            .WithSummary("Asks for a training; its files are uploaded before.");
        operators.MapGet("/jobs/{id}", (string id, JobEndpoints endpoints, HttpContext context) => endpoints.GetAsync(id, context.RequestAborted))
            .WithSummary("One training job with its progress.");
        operators.MapGet("/jobs/{id}/log", (string id, JobEndpoints endpoints, HttpContext context) => endpoints.LogAsync(id, context.RequestAborted))
            .WithSummary("The steps of a training job.");
        operators.MapPost("/jobs/{id}/cancel", (string id, JobEndpoints endpoints, HttpContext context) => endpoints.CancelAsync(id, context.RequestAborted))
            .WithSummary("Stops a training job for good.");
        operators.MapGet("/jobs/{id}/report", (string id, JobEndpoints endpoints, HttpContext context) => endpoints.ReportAsync(id, context.RequestAborted))
            .WithSummary("The report of an evaluation job.");
        operators.MapGet("/policies/{id}/file", (string id, JobEndpoints endpoints, HttpContext context) => endpoints.FileAsync(id, context.RequestAborted))
            .WithSummary("The file of a policy.");
    }

    private Page<JobView> List(string? after, int? limit) => Page.Of(
        snapshots.Current.Jobs.All.Where(job => job.Value.Request is not null), job => job.Key, job => JobView.Of(job.Key, job.Value, done: 0), after, limit);

    private async Task<IResult> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"job-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..8]}");
        JobState created = await grains.GetGrain<ITrainingJobGrain>(id).CreateAsync(request, cancellationToken).AnswerAsync();
        await snapshots.RefreshAsync(cancellationToken);
        return Results.Created($"/admin/v1/jobs/{id}", JobView.Of(id, created, done: 0));
    }

    private async Task<JobView> GetAsync(string id, CancellationToken cancellationToken)
    {
        (ITrainingJobGrain grain, JobState job) = await FindAsync(id, cancellationToken);
        return JobView.Of(id, job, job.IsOpen ? (await grain.ProgressAsync(cancellationToken)).Done : 0);
    }

    private async Task<JobLogView> LogAsync(string id, CancellationToken cancellationToken) => new((await FindAsync(id, cancellationToken)).Job.Log);

    private async Task<JobView> CancelAsync(string id, CancellationToken cancellationToken)
    {
        JobState cancelled = await grains.AnswerGrain<ITrainingJobGrain>(id).CancelAsync(cancellationToken).AnswerAsync();
        await snapshots.RefreshAsync(cancellationToken);
        return JobView.Of(id, cancelled, done: 0);
    }

    private async Task<IResult> ReportAsync(string id, CancellationToken cancellationToken)
    {
        JobState job = (await FindAsync(id, cancellationToken)).Job;
        ApiException missing = ApiError.NotFound($"Job '{id}' has no report.", "id", "report_not_found").AsException();
        string sha256 = job.ReportSha256 ?? throw missing;
        _ = await files.FindAsync(sha256, cancellationToken) ?? throw missing;
        return Results.Stream(body => files.CopyToAsync(sha256, body, cancellationToken), "application/json");
    }

    private async Task<IResult> FileAsync(string id, CancellationToken cancellationToken) => await policies.FindAsync(id, cancellationToken) is { } found
        ? Results.Bytes(found.File, "application/octet-stream", $"{found.Info.PolicyId}.orp")
        : throw ApiError.NotFound($"No policy '{id}'.", "policy_id", "policy_not_found").AsException();

    private async Task<(ITrainingJobGrain Grain, JobState Job)> FindAsync(string id, CancellationToken cancellationToken)
    {
        var grain = grains.AnswerGrain<ITrainingJobGrain>(id);
        JobState job = await grain.GetAsync(cancellationToken);
        return job.Request is not null ? (grain, job) : throw ApiError.NotFound($"No training job '{id}'.", "id", "job_not_found").AsException();
    }
}
