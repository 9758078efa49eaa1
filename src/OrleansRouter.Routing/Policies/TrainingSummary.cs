using System.Text.Json.Serialization;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Policies;

/// <summary>What a policy was trained on; written into its file and shown wherever the policy is.</summary>
public sealed record TrainingSummary
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Rows { get; init; }

    /// <summary>The tasks of the queries, ordered by name, and how many rows each has.</summary>
    public required IReadOnlyList<TaskCount> Tasks { get; init; }

    /// <summary>The models, ordered as in the router.</summary>
    public required IReadOnlyList<ModelSummary> Models { get; init; }

    /// <summary>Seed of every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>τ: the cost in US dollars per call that counts as 1.</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>The model of the largest mean score; on ties the cheaper, then the first.</summary>
    public required string BestFixedModelId { get; init; }

    /// <summary>The model of the smallest mean cost; on ties the first.</summary>
    public required string CheapestModelId { get; init; }

    /// <summary>What was learned from live feedback since; null for a policy that was only trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OnlineSummary? Online { get; init; }
}

/// <summary>What a policy learned from live feedback.</summary>
/// <param name="Learner">The online learner.</param>
/// <param name="BasePolicyHash">Content hash of the trained policy that it started from.</param>
/// <param name="Version">Number of this version in its line, from 1.</param>
/// <param name="Learned">Feedbacks learned so far.</param>
public sealed record OnlineSummary(string Learner, string BasePolicyHash, long Version, long Learned);

/// <summary>One model in the training data.</summary>
/// <param name="Id">The model id.</param>
/// <param name="MeanScore">Mean over the rows that have a score.</param>
/// <param name="MeanCostUsd">Mean cost in US dollars per call over the rows that have a cost.</param>
/// <param name="Labels">Number of rows with a score.</param>
public sealed record ModelSummary(string Id, double MeanScore, double MeanCostUsd, int Labels);
