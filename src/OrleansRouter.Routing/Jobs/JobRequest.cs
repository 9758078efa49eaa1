using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Jobs;

/// <summary>What a job trains or evaluates, and on which data. Everything that decides the result is in here: equal requests give equal policies and reports.</summary>
public sealed record JobRequest
{
    /// <summary>The plan by name, one of <see cref="JobPlans"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The files that are read, in the order of the command line.</summary>
    public required IReadOnlyList<JobFile> Files { get; init; }

    /// <summary>The families to train, each one policy; empty for plans that name their own.</summary>
    public IReadOnlyList<JobFamily> Families { get; init; } = [];

    /// <summary>The encoder to fit. Default lexical.</summary>
    public string Encoder { get; init; } = "lexical";

    /// <summary>Seed of every random choice; an evaluation has its own. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>τ in US dollars per call; null (the default) for the 95th percentile of the known costs.</summary>
    [Range(1e-12, 1e12)] public double? CostCapUsd { get; init; }

    /// <summary>Rows of one shard. Default 512.</summary>
    [Range(1, 1_000_000)] public int ShardRows { get; init; } = 512;

    /// <summary>Which labels a meta-router learns from.</summary>
    public MetaRouterJob MetaRouter { get; init; } = new();

    /// <summary>What an evaluation of meta-routers compares.</summary>
    public MetaRouterEvaluationJob Evaluation { get; init; } = new();

    /// <summary>How observations become labels.</summary>
    public DarsJob Dars { get; init; } = new();

    /// <summary>How a bandit learns.</summary>
    public OnlineOptions Bandit { get; init; } = new();
}

/// <summary>What a file is for.</summary>
public enum JobFileRole
{
    /// <summary>Rows to learn from.</summary>
    Data = 0,

    /// <summary>A price list.</summary>
    Prices = 1,

    /// <summary>The policy that a bandit goes on from.</summary>
    BasePolicy = 2,
}

/// <summary>One file of a job.</summary>
/// <param name="Name">Its name without folders; policies carry it.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
/// <param name="Role">What it is for.</param>
public sealed record JobFile(string Name, string Sha256, JobFileRole Role = JobFileRole.Data);

/// <summary>One family of a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">Its options as a JSON object; null: the defaults.</param>
public sealed record JobFamily(string Name, JsonElement? Options = null)
{
    /// <summary>The family.</summary>
    internal IRouterFamily Family => PolicyComponents.Default.Families.Get(Name);

    /// <summary>Its options record.</summary>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    internal object BoundOptions => Options switch
    {
        null => Family.DefaultOptions,
        { ValueKind: JsonValueKind.Object } values => OptionsBinder.Bind(Family, JsonObject.Create(values)!),
        { } other => throw new ArgumentException($"Family '{Name}': options are {other.ValueKind}; expected an object."),
    };

    /// <summary>A family with an options record.</summary>
    public static JobFamily Of(IRouterFamily family, object options) => new(family.Name, JsonSerializer.SerializeToElement(OptionsBinder.ToJson(options)));
}

/// <summary>Which labels a meta-router learns from.</summary>
public sealed record MetaRouterJob
{
    /// <summary>The trusted labels. Default gold.</summary>
    public string Gold { get; init; } = LabelTable.Gold;

    /// <summary>The cheap labels. Default preference.</summary>
    public string Preference { get; init; } = LabelTable.Preference;
}

/// <summary>What an evaluation of meta-routers compares.</summary>
public sealed record MetaRouterEvaluationJob
{
    /// <summary>Sizes, rounds, seed, routers, method.</summary>
    public MetaRouterEvaluationOptions Options { get; init; } = new();

    /// <summary>Which labels of which two models; null for a table that is one of gains.</summary>
    public LabelPairOptions? Pair { get; init; }

    /// <summary>Principal components, 0 to leave features as they are; null (the default): <see cref="PairedLabels.DefaultComponents"/> of prompts, given features as they are.</summary>
    [Range(0, 10_000)] public int? Components { get; init; }
}

/// <summary>How repeated observations are used; see <see cref="Routing.Dars.DarsDataOptions"/>.</summary>
public sealed record DarsJob
{
    /// <summary>How labels are made. Default full.</summary>
    public SupervisionVariant Supervision { get; init; } = SupervisionVariant.Full;

    /// <summary>Tasks to keep; empty (the default) keeps all.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Decoding settings to keep; empty (the default) keeps all.</summary>
    public IReadOnlyList<string> Temperatures { get; init; } = [];

    /// <summary>The pool; empty (the default) takes every model that can be used.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The rewrite that is the query as it stands; null (the default) finds it.</summary>
    public string? OriginalRewrite { get; init; }

    /// <summary>The name under which the price list knows the models.</summary>
    public string PriceDataset { get; init; } = "";

    /// <summary>Models that are not priced by their characters. Default: those with hidden reasoning.</summary>
    public IReadOnlyList<string> Unpriced { get; init; } = Routing.Dars.DarsDataOptions.HiddenReasoning;

    /// <summary>Whether every task is a data set of its own in the normalisation of costs. Default false.</summary>
    public bool NormaliseByTask { get; init; }
}
