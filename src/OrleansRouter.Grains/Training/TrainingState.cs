using OrleansRouter.Routing.Online;

namespace OrleansRouter.Grains.Training;

/// <summary>What a line knows, and up to where it has read.</summary>
public sealed record TrainingState
{
    /// <summary>Content hash of the base policy; empty before the first run.</summary>
    public string BasePolicyHash { get; init; } = "";

    /// <summary>The options that the learner's state was made with.</summary>
    public OnlineOptions Options { get; init; } = new();

    /// <summary>The learner's state, serialised.</summary>
    public byte[] Learner { get; init; } = [];

    /// <summary>The last feedback that was read: everything up to it counts, nothing after it does.</summary>
    public long AfterSequence { get; init; }

    /// <summary>Feedbacks learned, each once.</summary>
    public long Learned { get; init; }

    /// <summary>
    /// Feedbacks that teach nothing: preferences between answers, and feedback on requests that named their model, that another policy
    /// decided, whose version is no longer kept, or whose model has left.
    /// </summary>
    public long Skipped { get; init; }

    /// <summary>Number of the newest version; increases by one with each.</summary>
    public long Version { get; init; }

    /// <summary><see cref="Learned"/> when the newest version was made.</summary>
    public long LearnedAtVersion { get; init; }

    /// <summary>What all tenants had learned when the newest version was made.</summary>
    public long SharedAtVersion { get; init; }

    /// <summary>Increases with every write, so that two processes never learn from the same place.</summary>
    public long Revision { get; init; }

    /// <summary>Whether the learner's state can go on under these circumstances; otherwise it begins anew.</summary>
    public bool CanGoOn(string basePolicyHash, OnlineOptions options) =>
        BasePolicyHash == basePolicyHash && Options.Learner == options.Learner && Options.Dimensions == options.Dimensions;
}
