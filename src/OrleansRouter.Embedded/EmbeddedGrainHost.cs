using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using OrleansRouter.Embedded.Activations;
using OrleansRouter.Embedded.Calls;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Embedded;

/// <summary>
/// Runs grains in this process: a grain is activated by its first call, runs one call at a time in order of arrival, and leaves
/// memory when it is idle. A call that throws leaves the grain usable; a cancelled call that waits for its turn never runs.
/// Several hosts over one store are correct too: every write is checked against the stored version.
/// </summary>
public sealed class EmbeddedGrainHost : IGrainHost, IAsyncDisposable
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly CallGate _gate = new();
    private readonly IStateStore _store;
    private readonly TimeProvider _time;
    private readonly EmbeddedHostOptions _options;
    private readonly GrainCatalog _catalog;
    private readonly IServiceProvider? _services;
    private readonly ITimer _collector;

    /// <summary>Starts a host.</summary>
    /// <param name="store">Where states are kept.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="catalog">The grains to host; null: those of the Grains assembly.</param>
    /// <param name="services">
    /// What grain constructors may ask for besides their key, their state, <see cref="IGrainHost"/>, <see cref="IStateStore"/>
    /// and <see cref="TimeProvider"/>.
    /// </param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public EmbeddedGrainHost(
        IStateStore store,
        EmbeddedHostOptions? options = null,
        TimeProvider? time = null,
        GrainCatalog? catalog = null,
        IServiceProvider? services = null)
    {
        _store = store;
        _options = options ?? new EmbeddedHostOptions();
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        _time = time ?? TimeProvider.System;
        _catalog = catalog ?? GrainCatalog.Default;
        _services = services;
        _collector = _time.CreateTimer(_ => RetireIdle(), state: null, _options.IdleTimeout / 2, _options.IdleTimeout / 2);
    }

    /// <summary>How many grains are in memory.</summary>
    public int ActiveGrains => _activations.Count;

    /// <inheritdoc/>
    public TGrain GetGrain<TGrain>(string key) where TGrain : class, IGrain =>
        GrainProxy.Create<TGrain>(this, GrainId.Create(_catalog.Get(typeof(TGrain)), key));

    /// <summary>Refuses new calls and waits for those that are under way.</summary>
    /// <exception cref="TimeoutException">Some did not end within <see cref="EmbeddedHostOptions.ShutdownTimeout"/>.</exception>
    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        try
        {
            await _gate.CloseAsync().WaitAsync(_options.ShutdownTimeout, _time);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"The grain host was stopped with {_gate.Count} calls still under way after {_options.ShutdownTimeout.TotalSeconds} s."));
        }
    }

    internal async Task<TResult> CallAsync<TResult>(GrainId target, Func<object, Task<TResult>> call, CancellationToken cancellationToken)
    {
        CallChain.RequireNotWaitingFor(target);
        _gate.Enter();
        try
        {
            Activation activation = await EnterAsync(target, cancellationToken);
            var turn = CallChain.Begin(target);
            try
            {
                return await call(await activation.GrainAsync(cancellationToken));
            }
            finally
            {
                turn.End();
                activation.Exit();
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private async ValueTask<Activation> EnterAsync(GrainId target, CancellationToken cancellationToken)
    {
        while (true)
        {
            Activation activation = _activations.GetOrAdd(target, static (id, host) => new Activation(id, host.Create, host._time), this);
            if (await activation.EnterAsync(cancellationToken))
            {
                return activation;
            }

            _activations.TryRemove(KeyValuePair.Create(target, activation));
        }
    }

    private (object Grain, IActivationState? State) Create(GrainId id)
    {
        object? state = id.Type.StateType is not { } type ? null : Activator.CreateInstance(
            typeof(DurableState<>).MakeGenericType(type), id.Type.StateKind, id.Key, _store, _time, _options);
        return (id.Type.Create(id.Key, state, Service), (IActivationState?)state);
    }

    private object? Service(Type type) => type switch
    {
        _ when type == typeof(IGrainHost) => this,
        _ when type == typeof(IStateStore) => _store,
        _ when type == typeof(TimeProvider) => _time,
        _ => _services?.GetService(type),
    };

    private void RetireIdle()
    {
        foreach (KeyValuePair<GrainId, Activation> entry in _activations)
        {
            if (entry.Value.TryRetire(_options.IdleTimeout))
            {
                _activations.TryRemove(entry);
            }
        }
    }
}
