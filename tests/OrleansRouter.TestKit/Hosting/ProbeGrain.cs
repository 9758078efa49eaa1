using System.Collections.Concurrent;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.TestKit.Hosting;

/// <summary>A grain that shows how its host treats it.</summary>
public interface IProbeGrain : IGrain
{
    /// <summary>Adds one to the durable count, giving up the thread in the middle; throws when another turn runs meanwhile.</summary>
    Task<ProbeState> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>The state, and which activation answers.</summary>
    Task<(ProbeState State, Guid Activation)> LookAsync(CancellationToken cancellationToken = default);

    /// <summary>Appends a label to the durable history.</summary>
    Task AppendAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Announces itself and stays until the gate of this name opens, or the call is cancelled.</summary>
    Task WaitAsync(string gate, CancellationToken cancellationToken = default);

    /// <summary>Throws before or after giving up the thread.</summary>
    Task ThrowAsync(string message, bool atOnce, CancellationToken cancellationToken = default);

    /// <summary>Counts on the last grain of a path that leads through each grain named in it.</summary>
    Task<ProbeState> CountAlongAsync(string[] path, CancellationToken cancellationToken = default);
}

/// <summary>What a probe keeps.</summary>
public sealed record ProbeState
{
    public int Count { get; init; }

    public IReadOnlyList<string> History { get; init; } = [];
}

/// <summary>Lets tests hold a turn of a probe open.</summary>
public sealed class ProbeGate
{
    private static readonly ConcurrentDictionary<string, ProbeGate> ByName = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a turn waits at the gate.</summary>
    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Of that name, wherever it is asked for.</summary>
    public static ProbeGate Named(string name) => ByName.GetOrAdd(name, _ => new ProbeGate());

    public void Open() => _opened.TrySetResult();

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        return _opened.Task.WaitAsync(cancellationToken);
    }
}

/// <inheritdoc cref="IProbeGrain"/>
[GrainState("probe")]
public class ProbeGrain(string key, IDurableState<ProbeState> state, IGrainHost host) : IProbeGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private int _turns;

    public async Task<ProbeState> CountAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Increment(ref _turns) != 1)
        {
            throw new InvalidOperationException($"Two turns of grain '{key}' run at the same time.");
        }

        await Task.Yield();
        ProbeState counted = await state.UpdateAsync(s => s with { Count = s.Count + 1 }, cancellationToken);
        await Task.Yield();
        Interlocked.Decrement(ref _turns);
        return counted;
    }

    public Task<(ProbeState State, Guid Activation)> LookAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult((state.Value, _activation));

    public Task AppendAsync(string label, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => s with { History = [.. s.History, label] }, cancellationToken);

    public Task WaitAsync(string gate, CancellationToken cancellationToken = default) =>
        ProbeGate.Named(gate).PassAsync(cancellationToken);

    public Task ThrowAsync(string message, bool atOnce, CancellationToken cancellationToken = default) =>
        atOnce ? throw new KeyNotFoundException(message) : ThrowLaterAsync(message);

    public Task<ProbeState> CountAlongAsync(string[] path, CancellationToken cancellationToken = default) => path.Length == 0
        ? CountAsync(cancellationToken)
        : host.GetGrain<IProbeGrain>(path[0]).CountAlongAsync([.. path.Skip(1)], cancellationToken);

    private static async Task ThrowLaterAsync(string message)
    {
        await Task.Yield();
        throw new KeyNotFoundException(message);
    }
}
