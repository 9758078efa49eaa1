using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>How a preference-conditioned policy is learned from bandit feedback. Defaults are what measured best (docs/results/barp.md).</summary>
public sealed record BarpOptions
{
    /// <summary>The decision head. Default utility; the paper's default is mlp.</summary>
    public DecisionHead Head { get; init; } = DecisionHead.Utility;

    /// <summary>Width of both layers of the preference encoder of the paper's heads. Default 32.</summary>
    [Range(1, 65_536)] public int PreferenceWidth { get; init; } = 32;

    /// <summary>Width of the hidden layer of the mlp head. Default 256.</summary>
    [Range(1, 65_536)] public int HiddenWidth { get; init; } = 256;

    /// <summary>s: logits of the utility head per unit of reward. Default 100.</summary>
    [Range(0.01, 1e6)] public double Sharpness { get; init; } = 100;

    /// <summary>What a model that was not asked is credited with. Default replay; the paper's is a batch-mean baseline.</summary>
    public AdvantageKind Advantage { get; init; } = AdvantageKind.Replay;

    /// <summary>Passes over the training queries; each asks one model per query and draw. Default 100 (BaRP).</summary>
    [Range(1, 100_000)] public int Epochs { get; init; } = 100;

    /// <summary>Queries of a mini-batch. Default 32 (BaRP).</summary>
    [Range(1, 1 << 16)] public int BatchRows { get; init; } = 32;

    /// <summary>
    /// Queries of a shard: a mini-batch of more is cut into ⌈BatchRows/ShardQueries⌉ shards, at most 8, which threads, or the workers of a training
    /// job, compute side by side, and whose gradients are summed in their order. Null (the default): a batch is one shard. The cut changes the result,
    /// the number of threads and workers never does: baselines over the batch (batchMean, leaveOneOut) become those over the shard.
    /// </summary>
    [Range(1, 1 << 16), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? ShardQueries { get; init; }

    /// <summary>Step size of Adam. Default 1e−4 (BaRP).</summary>
    [Range(1e-9, 1)] public double LearningRate { get; init; } = 1e-4;

    /// <summary>β ≥ 0 of the entropy term. Default 0; BaRP's is 0.05.</summary>
    [Range(0, 1e3)] public double EntropyWeight { get; init; }

    /// <summary>How many models are asked per query and pass, each for a preference of its own. Default 1 (BaRP).</summary>
    [Range(1, 1_000)] public int Draws { get; init; } = 1;

    /// <summary>
    /// For how many preferences an outcome teaches: under each, the reward of (q, c̃) is known, and the probability of the choice that was
    /// made corrects for it having been made under the first. Default 2; BaRP's is 1.
    /// </summary>
    [Range(1, 1_000)] public int PreferencesPerOutcome { get; init; } = 2;

    /// <summary>Models are asked by softmax(logits/T). Default 5; the paper asks by the policy itself, 1.</summary>
    [Range(1e-3, 1e6)] public double ExplorationTemperature { get; init; } = 5;

    /// <summary>ε: a probability that every model keeps in training, 1/K where that is less. Default 0.002; the paper has none.</summary>
    [Range(0.0, 1.0)] public double ExplorationFloor { get; init; } = 0.002;

    /// <summary>The largest importance weight; larger ones are cut to it and counted. Default 20.</summary>
    [Range(1, 1e12)] public double MaxImportanceWeight { get; init; } = 20;

    /// <summary>Whether the policy is served by drawing from π, not by its largest probability. Default false (BaRP, eq. 3).</summary>
    public bool Sample { get; init; }

    /// <summary>Rows of a batch that are one query's.</summary>
    internal int RowsPerQuery => Draws * PreferencesPerOutcome;

    /// <summary>The setting of the paper's experiments.</summary>
    public static BarpOptions Paper { get; } = new()
    {
        Head = DecisionHead.Mlp,
        Advantage = AdvantageKind.BatchMean,
        LearningRate = 1e-4,
        EntropyWeight = 0.05,
        PreferencesPerOutcome = 1,
        ExplorationTemperature = 1,
        ExplorationFloor = 0,
        MaxImportanceWeight = 1e12,
    };

    /// <summary>How the network is trained. All rows of a query belong to one shard.</summary>
    internal TrainingOptions ToTrainingOptions() => new()
    {
        Optimizer = new AdamOptions { LearningRate = LearningRate },
        BatchRows = BatchRows * RowsPerQuery,
        ShardRows = (ShardQueries ?? BatchRows) * RowsPerQuery,
        GroupRows = RowsPerQuery,
    };

    /// <summary>Into how many shards a batch of so many queries is cut.</summary>
    internal int ShardsOf(int queries) => GradientShards.ShardCount(ToTrainingOptions(), queries * RowsPerQuery);
}
