using System.Globalization;
using NSubstitute;
using OrleansRouter.Embedded;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Hosting;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Grains.Tests.Training;

/// <summary>Logs in a SQLite file, states in memory, a base policy of two models, and requests that it decided.</summary>
internal sealed class TrainingBench : IAsyncDisposable
{
    public const string BaseId = "base";
    private readonly TemporarySqlite _database = new();
    private readonly List<EmbeddedGrainHost> _hosts = [];
    private readonly Rng _rng = new(1);
    private RelationalStore _store = null!;

    public InMemoryStateStore States { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public Policy Base { get; } = Train(seed: 1);

    /// <summary>What the grain saves versions in; a test makes it fail.</summary>
    public IPolicyStore Policies { get; private set; } = null!;

    public Exception? PolicyFailure { get; set; }

    public Exception? DeleteFailure { get; set; }

    public EmbeddedGrainHost Host => _hosts[^1];

    public static TrainingJob Job { get; } = new(
        BaseId, new LearningSettings { Enabled = true, FeedbackPerVersion = 5, BatchSize = 10 }, [new("dear", 10, 10), new("cheap", 1, 1)]);

    public static async Task<TrainingBench> StartAsync()
    {
        var bench = new TrainingBench();
        bench._store = await bench._database.OpenAsync();
        bench.Policies = bench.FailingOnDemand(bench._store.Policies);
        await bench.StoreAsync(bench.Base, BaseId);
        bench.StartHost();
        return bench;
    }

    public static Policy Train(ulong seed) => PolicyTrainer.Train(
        Table(seed), PolicyComponents.Default.Families.Get("ridge"), null, PolicyComponents.Default.Encoders.Get("lexical"), seed, FitContext.Default);

    public Task StoreAsync(Policy policy, string id)
    {
        byte[] file = PolicyFile.ToBytes(policy);
        return _store.Policies.SaveAsync(PolicyRecords.Of(policy, file, id, Clock.GetUtcNow()), file, default);
    }

    /// <summary>One more host over the same stores, as a second or restarted process has.</summary>
    public EmbeddedGrainHost StartHost()
    {
        var services = Substitute.For<IServiceProvider>();
        services.GetService(typeof(IFeedbackLog)).Returns(_store.Feedback);
        services.GetService(typeof(IDecisionLog)).Returns(_store.Decisions);
        services.GetService(typeof(IPolicyStore)).Returns(Policies);
        _hosts.Add(new EmbeddedGrainHost(States, new EmbeddedHostOptions { MaxStateAge = TimeSpan.Zero }, time: Clock, services: services));
        return Host;
    }

    public ITrainingGrain Grain(string key = "acme", EmbeddedGrainHost? host = null) => (host ?? Host).GetGrain<ITrainingGrain>(key);

    public async Task<LivePolicy?> LiveAsync(string key = "acme") => (await Host.GetGrain<ILearningGrain>(key).GetAsync()).Live;

    /// <summary>Logs a decision by a policy, and its outcome.</summary>
    public async Task<string> DecideAsync(string tenant = "acme", Policy? policy = null, bool outcome = true, bool pinned = false)
    {
        policy ??= Base;
        string id = $"dec_{_rng.NextUInt64():x16}";
        float[] embedding = new float[policy.Encoder.Dimensions];
        policy.Encoder.Encode(Prompt(_rng.NextInt(20)), embedding);
        var input = new DecisionInput { Candidates = [new("cheap"), new("dear")], ExplorationFloor = 0.25, Draw = _rng.NextDouble() };
        RouteDecision decision = Decider.Decide(policy, embedding, input);
        await _store.Decisions.AppendAsync(Records.Decision(id, tenant) with
        {
            DecidedAt = Clock.GetUtcNow(),
            ModelId = decision.ModelId!,
            Propensity = decision.Propensity,
            PolicyHash = pinned ? null : policy.ContentHash,
            ReceiptJson = pinned ? null : DecisionReceipt.Of(policy, embedding, input, decision).ToJson(),
        }, default);
        if (outcome)
        {
            await CompleteAsync(id, decision.ModelId!, tenant);
        }

        return id;
    }

    public Task CompleteAsync(string id, string model, string tenant = "acme") => _store.Decisions.AppendAsync(
        Records.Outcome(id, tenant) with { ModelId = model, CostUsd = model == "dear" ? 0.01 : 0.001 }, default);

    public Task<FeedbackAppendResult> RateAsync(
        string decision, double score = 1, string? key = null, string tenant = "acme", FeedbackKind kind = FeedbackKind.Score) =>
        _store.Feedback.AppendAsync(Records.Feedback(key ?? $"about-{decision}", decision, tenant) with
        {
            Kind = kind,
            Value = score,
            ReceivedAt = Clock.GetUtcNow(),
        }, default);

    public async Task<List<string>> DecideManyAsync(int count, string tenant = "acme")
    {
        var ids = new List<string>();
        for (int i = 0; i < count; i++)
        {
            ids.Add(await DecideAsync(tenant));
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (EmbeddedGrainHost host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static string Prompt(int i) => string.Create(CultureInfo.InvariantCulture, $"question about topic {(i % 2 == 0 ? "algebra" : "cooking")} number {i % 5}");

    private static ScoreTable Table(ulong seed)
    {
        const int rows = 60;
        var rng = new Rng(seed);
        var scores = new Matrix<double>(rows, 2);
        var costs = new Matrix<double>(rows, 2);
        for (int i = 0; i < rows; i++)
        {
            (scores[i, 0], scores[i, 1]) = (rng.NextDouble() < 0.4 ? 1 : 0, rng.NextDouble() < 0.8 ? 1 : 0);
            (costs[i, 0], costs[i, 1]) = (0.001, 0.01);
        }

        return new ScoreTable
        {
            Source = "test",
            IsSimulated = true,
            Models = ["cheap", "dear"],
            Queries = [.. Enumerable.Range(0, rows).Select(i => new Query($"q{i}", "test", Prompt(i)))],
            Scores = scores,
            CostsUsd = costs,
        };
    }

    private IPolicyStore FailingOnDemand(IPolicyStore inner)
    {
        var store = Substitute.For<IPolicyStore>();
        store.FindAsync(default!, default).ReturnsForAnyArgs(c => inner.FindAsync(c.Arg<string>(), default));
        store.ListAsync(default).ReturnsForAnyArgs(_ => inner.ListAsync(default));
        store.DeleteAsync(default!, default).ReturnsForAnyArgs(c =>
            DeleteFailure is { } failure ? Task.FromException(failure) : inner.DeleteAsync(c.Arg<string>(), default));
        store.SaveAsync(default!, default, default).ReturnsForAnyArgs(c =>
            PolicyFailure is { } failure ? Task.FromException(failure) : inner.SaveAsync(c.Arg<PolicyInfo>(), c.Arg<ReadOnlyMemory<byte>>(), default));
        return store;
    }
}
