using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.TestKit.Processes;

/// <summary>Training jobs of every kind, asked of real gateway processes, and what one process trains from the same data without a job.</summary>
public sealed class JobSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly JobSamples _samples = JobSamples.OfSize(400);
    private readonly List<(string Id, JobSample Sample)> _jobs = [];

    /// <summary>Uploads the files and asks for all jobs: BaRP in 140 steps of four shards, Meta-Router with forests and with ridge, DARS with three families, LinUCB, an evaluation of meta-routers.</summary>
    public async Task AskAsync(HttpClient client)
    {
        foreach (JobSample sample in (JobSample[])
        [
            _samples.Barp(new BarpOptions { Epochs = 20, BatchRows = 64, ShardQueries = 16 }),
            _samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "r-learner", Folds = 3, Components = 10 }),
            _samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "dr-learner", Learner = "ridge", Folds = 3, Components = 10 }),
            _samples.Dars("knn", "ridge", "mlp"),
            _samples.Bandit(new OnlineOptions()),
            _samples.Evaluation(new MetaRouterEvaluationOptions { GoldSize = 50, TestSize = 100, Rounds = 6, Routers = ["dr-learner", "pooled"] }),
        ])
        {
            foreach ((string path, JobFile file) in sample.Paths.Zip(sample.Request.Files))
            {
                await using FileStream stream = File.OpenRead(path);
                await GatewayCalls.SendAsync(client, HttpMethod.Put, $"/admin/v1/data-files/{file.Sha256}", new StreamContent(stream));
            }

            using HttpResponseMessage answer = await client.PostAsJsonAsync("/admin/v1/jobs", sample.Request, Json);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            _jobs.Add(((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!, sample));
        }
    }

    /// <summary>Waits until so many tasks are done, and says whether some job is still open.</summary>
    public async Task<bool> ReachAsync(HttpClient client, int tasks)
    {
        bool isOpen = false;
        await GatewayCalls.WithinAsync(Patience, $"{tasks} tasks are not done", async () =>
        {
            JsonElement[] jobs = await Task.WhenAll(_jobs.Select(job => JobAsync(client, job.Id)));
            isOpen = jobs.Any(job => job.GetProperty("phase").GetString() is "queued" or "running");
            return jobs.Sum(job => job.GetProperty("stages").EnumerateArray().Sum(stage => stage.GetProperty("done").GetInt32())) >= tasks;
        });
        return isOpen;
    }

    /// <summary>Where all jobs stand, on one line.</summary>
    public async Task<string> StandsAsync(HttpClient client)
    {
        JsonElement[] jobs = await Task.WhenAll(_jobs.Select(job => JobAsync(client, job.Id)));
        return string.Join("; ", jobs.Select(job => $"{job.GetProperty("kind")} " + string.Join(' ', job.GetProperty("stages").EnumerateArray()
            .Select(stage => $"{stage.GetProperty("name")} {stage.GetProperty("done")}/{stage.GetProperty("tasks")}"))));
    }

    /// <summary>Waits for the end of all jobs, and requires that their policies and reports are byte for byte those of one process.</summary>
    public async Task RequireSameResultsAsync(HttpClient client)
    {
        foreach ((string id, JobSample sample) in _jobs)
        {
            JsonElement job = default;
            await GatewayCalls.WithinAsync(Patience, $"{sample.Request.Kind} does not end", async () =>
                (job = await JobOrNoneAsync(client, id)).ValueKind == JsonValueKind.Object && job.GetProperty("phase").GetString() is not ("queued" or "running"));
            job.GetProperty("phase").GetString().ShouldBe("done", job.ToString());
            List<string> published = [];
            foreach (JsonElement policy in job.GetProperty("policy_ids").EnumerateArray())
            {
                published.Add(Hash(await client.GetByteArrayAsync($"/admin/v1/policies/{policy.GetString()}/file")));
            }

            if (job.TryGetProperty("report_sha256", out JsonElement report) && report.ValueKind == JsonValueKind.String)
            {
                published.Add(Hash(await client.GetByteArrayAsync($"/admin/v1/jobs/{id}/report")));
            }

            published.AsEnumerable().ShouldBe(LocalHashes(sample), sample.Request.Kind);
        }
    }

    /// <summary>The steps of all jobs.</summary>
    public async Task<string[]> StepsAsync(HttpClient client)
    {
        JsonElement[] logs = await Task.WhenAll(_jobs.Select(job => client.GetFromJsonAsync<JsonElement>($"/admin/v1/jobs/{job.Id}/log")));
        return [.. logs.SelectMany(log => log.GetProperty("data").EnumerateArray()).Select(entry => entry.GetProperty("text").GetString()!)];
    }

    public void Dispose() => _samples.Dispose();

    private static string[] LocalHashes(JobSample sample) => sample.Request.Kind switch
    {
        "bandit" => [.. JobRunner.Run(sample.Request, sample.Paths, FitContext.Default).Select(Hash)],
        "meta-router-evaluation" => [Hash(Encoding.UTF8.GetBytes(JobSamples.LocalReport(sample)))],
        _ => [.. JobSamples.Local(sample).Select(policy => Hash(PolicyFile.ToBytes(policy)))],
    };

    private static Task<JsonElement> JobAsync(HttpClient client, string id) => client.GetFromJsonAsync<JsonElement>($"/admin/v1/jobs/{id}");

    /// <summary>The job; nothing while its grain is unavailable, as it is for a moment after its silo was killed.</summary>
    private static async Task<JsonElement> JobOrNoneAsync(HttpClient client, string id)
    {
        using HttpResponseMessage response = await client.GetAsync($"/admin/v1/jobs/{id}");
        return response.StatusCode == HttpStatusCode.ServiceUnavailable
            ? default
            : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
