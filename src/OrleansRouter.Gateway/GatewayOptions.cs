using System.ComponentModel.DataAnnotations;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Sessions;

namespace OrleansRouter.Gateway;

/// <summary>Settings of the gateway.</summary>
public record GatewayOptions : ISettings
{
    /// <summary>
    /// Where all state is: a SQLite file, which is created when missing, or a PostgreSQL database that several gateways may share,
    /// <c>postgres://user:password@host:port/database</c>.
    /// </summary>
    [Required] public string Store { get; init; } = "orleans-router.db";

    /// <summary>Addresses to listen on, separated by ';'. Port 0 takes a free one.</summary>
    [Required] public string Urls { get; init; } = "http://127.0.0.1:8080";

    /// <summary>A policy file (<c>.orp</c>) to import and make the default at start; null: keep the stored default.</summary>
    public string? DefaultPolicyPath { get; init; }

    /// <summary>
    /// Whether a database without models gets the simulated pool, and one without a policy one that is trained on simulated data.
    /// Default true.
    /// </summary>
    public bool SimulatedPool { get; init; } = true;

    /// <summary>How many simulated queries the first policy is trained on. Default 2,000.</summary>
    [Range(100, 1_000_000)] public int SimulatedQueries { get; init; } = 2_000;

    /// <summary>
    /// Name of the environment variable that holds the secret under which API keys are hashed, base64 of 32 bytes; where it is not set,
    /// a generated one is kept in the database.
    /// </summary>
    [Required] public string KeyHashSecretVariable { get; init; } = "ORLEANS_ROUTER_KEY_SECRET";

    /// <summary>How much of a request is read.</summary>
    public RequestLimits Limits { get; init; } = new();

    /// <summary>How long upstreams may take.</summary>
    public ProviderTimeouts UpstreamTimeouts { get; init; } = new();

    /// <summary>When a model that fails is left alone for a while.</summary>
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>When the same model is asked again.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>When a model that has become slow is left alone for a while.</summary>
    public EjectionOptions Ejection { get; init; } = new();

    /// <summary>How long it is remembered which model serves a session.</summary>
    public AffinityOptions Sessions { get; init; } = new();

    /// <summary>How the budgets of tenants and keys are spent.</summary>
    public BudgetOptions Budgets { get; init; } = new();

    /// <summary>How much of this process training jobs may use.</summary>
    public JobOptions Jobs { get; init; } = new();

    /// <summary>Other models that are tried, in the policy's order, when the first fails before its first byte. Default 2.</summary>
    [Range(0, 10)] public int MaxFallbacks { get; init; } = 2;

    /// <summary>
    /// Tokens an answer is expected to have where the request does not bound them; costs are estimated with it. Default 400.
    /// </summary>
    [Range(1, 1_000_000)] public int ExpectedOutputTokens { get; init; } = 400;

    /// <summary>How many policies stay in memory. Default 64.</summary>
    [Range(1, 100_000)] public int MaxLoadedPolicies { get; init; } = 64;

    /// <summary>
    /// How often it is looked for changes made by other processes. PostgreSQL tells of them at once, and this is for when its
    /// notifications do not come through. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")] public TimeSpan SnapshotPollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often measured cost, latency and scores are merged into the models' statistics. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")] public TimeSpan StatisticsInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often policies that learn look for new feedback. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")] public TimeSpan LearningInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often rollouts look for new feedback. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")] public TimeSpan RolloutInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After how long without a sign of life another process goes on with what one process does at a time: learning, and preparing an empty
    /// database. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")] public TimeSpan LeaseTerm { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a shutdown waits for requests that are under way. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")] public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Errors() => SettingsErrors.Of(this);

    /// <summary>Returns these settings when every one is in range.</summary>
    /// <exception cref="ArgumentException">Some are not; the message lists all of them.</exception>
    public GatewayOptions Validated() => Errors().ToArray() is { Length: > 0 } errors ? throw new ArgumentException(string.Join(" ", errors)) : this;
}
