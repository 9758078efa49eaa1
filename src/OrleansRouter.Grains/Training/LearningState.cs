using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Grains.Training;

/// <summary>Settings and newest version of one line of policies that learns. Small: gateways read every one of them.</summary>
public sealed record LearningState
{
    /// <summary>How it learns.</summary>
    public LearningSettings Settings { get; init; } = new();

    /// <summary>The newest version; null before the first.</summary>
    public LivePolicy? Live { get; init; }

    /// <summary>Ids of the versions that are stored, oldest first; the last is <see cref="Live"/>.</summary>
    public IReadOnlyList<string> Stored { get; init; } = [];

    /// <summary>Increases by one with every change of settings.</summary>
    public long Revision { get; init; }
}

/// <summary>How a served policy goes on learning.</summary>
public sealed record LearningSettings
{
    /// <summary>Whether it learns and its versions serve. False (the default) leaves the trained policy alone.</summary>
    public bool Enabled { get; init; }

    /// <summary>The learner and its options.</summary>
    public OnlineOptions Options { get; init; } = new();

    /// <summary>A version is published after so many feedbacks. Default 20.</summary>
    [Range(1, 1_000_000)] public int FeedbackPerVersion { get; init; } = 20;

    /// <summary>The most feedbacks that are learned in one durable step. Default 200.</summary>
    [Range(1, 10_000)] public int BatchSize { get; init; } = 200;

    /// <summary>
    /// How many of the newest versions stay stored. Receipts of decisions by older ones can no longer be recomputed, and feedback on those
    /// decisions teaches nothing; versions that were promoted stay all the same. Default 100.
    /// </summary>
    [Range(5, 100_000)] public int VersionsKept { get; init; } = 100;
}

/// <summary>A version that may serve.</summary>
/// <param name="PolicyId">Id under which it is stored.</param>
/// <param name="BasePolicyId">The trained policy that it goes on from; it serves only where that policy would.</param>
/// <param name="Version">Its number in its line, from 1.</param>
/// <param name="Learned">Feedbacks learned when it was made.</param>
/// <param name="PublishedAt">When it was made.</param>
public sealed record LivePolicy(string PolicyId, string BasePolicyId, long Version, long Learned, DateTimeOffset PublishedAt);
