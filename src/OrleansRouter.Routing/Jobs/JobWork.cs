using System.Collections.Concurrent;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Jobs;

/// <summary>All that one task may read.</summary>
public sealed record JobWork
{
    /// <summary>The job's request.</summary>
    public required JobRequest Request { get; init; }

    /// <summary>Name of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Number of the task in its stage, from 0.</summary>
    public required int Task { get; init; }

    /// <summary>Number of the round in its stage, from 0.</summary>
    public int Round { get; init; }

    /// <summary>The results of the stage's last rounds, oldest first, by task: from round <see cref="JobStage.FirstRead"/> to the one before this.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Recent { get; init; } = [];

    /// <summary>Paths of the request's files, in their order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The results of the stages that this one needs, by task.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<byte[]>> Earlier { get; init; }

    /// <summary>What tasks of this job on this machine have read already.</summary>
    public required JobMemory Memory { get; init; }

    /// <summary>Threads and cancellation.</summary>
    public required FitContext Context { get; init; }

    /// <summary>Paths of the files of one role.</summary>
    internal string[] FilesOf(JobFileRole role) => [.. Files.Where((_, i) => Request.Files[i].Role == role)];

    /// <summary>The rows of the task's shard: from the first up to before the second.</summary>
    internal (int Start, int End) Shard(int rows) => (Task * Request.ShardRows, Math.Min(rows, (Task + 1) * Request.ShardRows));

    /// <summary>How many shards so many rows are.</summary>
    internal static int Shards(JobRequest request, int rows) => (rows + request.ShardRows - 1) / request.ShardRows;

    /// <summary>A result in the format of models.</summary>
    internal static byte[] Bytes(Action<ModelWriter> write)
    {
        using var stream = new MemoryStream();
        write(new ModelWriter(stream));
        return stream.ToArray();
    }

    /// <summary>Readers over the results of an earlier stage, in the order of its tasks.</summary>
    internal IEnumerable<ModelReader> Results(string stage) => Earlier[stage].Select(bytes => new ModelReader(bytes));
}

/// <summary>
/// Keeps what the tasks of one job on one machine derive alike from data and earlier results, such as the parsed table: they all could derive it
/// again. Thread-safe.
/// </summary>
public sealed class JobMemory
{
    private readonly ConcurrentDictionary<string, Lazy<object>> _known = new(StringComparer.Ordinal);

    /// <summary>What is called <paramref name="name"/>; made by the first who asks, others wait for it. A failure is not kept.</summary>
    internal T Get<T>(string name, Func<T> make) where T : class
    {
        Lazy<object> entry = _known.GetOrAdd(name, _ => new Lazy<object>(make));
        try
        {
            return (T)entry.Value;
        }
        catch
        {
            _known.TryRemove(KeyValuePair.Create(name, entry));
            throw;
        }
    }
}
