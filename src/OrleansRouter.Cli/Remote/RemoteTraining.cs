using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansRouter.Cli.Admin;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Remote;

/// <summary><c>train … --remote URL</c> and <c>evaluate … --remote URL</c>: the same work as a job of a running gateway.</summary>
internal sealed class RemoteTraining
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a gateway that restarts is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private readonly Option<string?> _url = new("--remote") { Description = "Address of a gateway that does the work instead of this process, such as http://127.0.0.1:8080." };
    private readonly Option<string?> _key = new("--key") { Description = $"An operator's key for --remote. Default: the environment variable {AdminVerbs.KeyVariable}." };

    private RemoteTraining()
    {
    }

    /// <summary>Gives a command the options.</summary>
    public static RemoteTraining OptionOf(Command command)
    {
        var remote = new RemoteTraining();
        command.Options.Add(remote._url);
        command.Options.Add(remote._key);
        return remote;
    }

    /// <summary>Whether a gateway is to do the work.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_url) is not null;

    /// <summary>Uploads what the gateway does not have, waits for the job with a progress bar, and fetches its policy.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The job; its files are filled in here.</param>
    /// <param name="files">The files with their roles.</param>
    /// <param name="cancellationToken">Stops waiting; the job goes on.</param>
    /// <exception cref="InvalidOperationException">The job failed or was cancelled, or the gateway refused it.</exception>
    public Task<Policy> TrainAsync(
        Terminal terminal, ParseResult parsed, JobRequest request, IReadOnlyList<(string Path, JobFileRole Role)> files, CancellationToken cancellationToken) =>
        RunAsync(terminal, parsed, request, files, (client, job) => FetchAsync(client, job["policy_ids"]!.AsArray().Single()!.GetValue<string>(), cancellationToken), cancellationToken);

    /// <summary>As <see cref="TrainAsync"/>, for a job that gives a report.</summary>
    public Task<JsonNode> EvaluateAsync(
        Terminal terminal, ParseResult parsed, JobRequest request, IReadOnlyList<(string Path, JobFileRole Role)> files, CancellationToken cancellationToken) =>
        RunAsync(
            terminal, parsed, request, files,
            async (client, job) => (await client.GetAsync($"jobs/{AdminVerbs.Segment(job["id"]!.GetValue<string>())}/report", cancellationToken).ConfigureAwait(false))!,
            cancellationToken);

    private async Task<T> RunAsync<T>(
        Terminal terminal, ParseResult parsed, JobRequest request, IReadOnlyList<(string Path, JobFileRole Role)> files,
        Func<AdminClient, JsonNode, Task<T>> fetch, CancellationToken cancellationToken)
    {
        using AdminClient client = AdminVerbs.Connect(parsed.GetValue(_url), parsed.GetValue(_key), "--remote", Timeout.InfiniteTimeSpan);
        request = request with { Files = [.. files.Select(file => new JobFile(Path.GetFileName(file.Path), HashOf(file.Path), file.Role))] };
        JsonNode stored = (await client.GetAsync("data-files", cancellationToken).ConfigureAwait(false))!;
        HashSet<string> known = [.. stored["data"]!.AsArray().Select(file => file!["sha256"]!.GetValue<string>())];
        for (int i = 0; i < files.Count; i++)
        {
            if (known.Add(request.Files[i].Sha256))
            {
                await UploadAsync(client, files[i].Path, request.Files[i].Sha256, cancellationToken).ConfigureAwait(false);
            }
        }

        JsonNode created = (await client.SendAsync(HttpMethod.Post, "jobs", JsonSerializer.SerializeToNode(request, Json)!.AsObject(), cancellationToken).ConfigureAwait(false))!;
        string id = created["id"]!.GetValue<string>();
        terminal.WriteError($"Job {id}; it goes on when this command is interrupted ('orleans-router job show {id}', 'job cancel {id}').");
        JsonNode job = await ProgressBar.RunAsync(
            terminal, $"Job {request.Kind} on {parsed.GetValue(_url)}", progress => WaitAsync(client, id, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        return await fetch(client, job).ConfigureAwait(false);
    }

    /// <summary>Data files with their role.</summary>
    public static (string Path, JobFileRole Role)[] Data(IEnumerable<string> paths) => [.. paths.Select(path => (path, JobFileRole.Data))];

    private static string HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static async Task UploadAsync(AdminClient client, string path, string sha256, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(path);
        await client.PutAsync($"data-files/{sha256}", stream, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The job, which is done.</returns>
    private static async Task<JsonNode> WaitAsync(AdminClient client, string id, IProgress<double> progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonNode job = await LookAsync(client, id, cancellationToken).ConfigureAwait(false);
            progress.Report(job["progress"]!.GetValue<double>());
            switch (job["phase"]!.GetValue<string>())
            {
                case "done":
                    return job;
                case "failed":
                    throw new InvalidOperationException($"Job '{id}' failed: {job["problem"]}");
                case "cancelled":
                    throw new InvalidOperationException($"Job '{id}' was cancelled.");
                default:
                    await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private static async Task<Policy> FetchAsync(AdminClient client, string policyId, CancellationToken cancellationToken)
    {
        string file = Path.Combine(Path.GetTempPath(), $"orleans-router-{Guid.NewGuid():N}.orp");
        try
        {
            await client.DownloadAsync($"policies/{AdminVerbs.Segment(policyId)}/file", file, cancellationToken).ConfigureAwait(false);
            return PolicyFile.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<JsonNode> LookAsync(AdminClient client, string id, CancellationToken cancellationToken)
    {
        DateTimeOffset giveUp = DateTimeOffset.UtcNow + Patience;
        while (true)
        {
            try
            {
                return (await client.GetAsync($"jobs/{AdminVerbs.Segment(id)}", cancellationToken).ConfigureAwait(false))!;
            }
            catch (HttpRequestException) when (DateTimeOffset.UtcNow < giveUp)
            {
                await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
