using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Grains.Training;

/// <summary>Identity, state and order of one line of policies that learns; how it learns is in <see cref="IOnlineLearner"/>.</summary>
/// <remarks>In memory: the base policy, the learner's state and one batch. A version is a function of the state that was written, so
/// that a crash between writing and publishing is made good by the next run.</remarks>
[GrainState("training")]
public class TrainingGrain(
    string key,
    IDurableState<TrainingState> state,
    IGrainHost grains,
    IFeedbackLog feedback,
    IDecisionLog decisions,
    IPolicyStore policies,
    TimeProvider time) : ITrainingGrain
{
    private readonly FeedbackReader _reader = new(feedback, decisions, policies, time);
    private (string Id, Policy Policy)? _base;
    private (long Revision, OnlineOptions Options, IOnlineState Learner)? _learner;

    /// <inheritdoc/>
    public Task<TrainingState> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(state.Value);

    /// <inheritdoc/>
    public async Task<TrainingProgress> RunAsync(TrainingJob job, CancellationToken cancellationToken = default)
    {
        Policy basePolicy = await BaseAsync(job.BasePolicyId, cancellationToken);
        TrainingState old = state.Value;
        IOnlineState before = Load(old, basePolicy, job.Settings.Options);
        IOnlineState after = before.WithModels(job.Models);
        FeedbackBatch batch = await _reader.ReadAsync(
            key, old.AfterSequence, job.Settings.BatchSize, basePolicy.ContentHash, after.Models, cancellationToken);
        after = batch.Outcomes.Count > 0 ? after.Learn(batch.Outcomes) : after;
        TrainingState wanted = Next(old, job, basePolicy, batch, modelsChanged: !after.Models.SequenceEqual(before.Models), after);
        TrainingState now = ReferenceEquals(wanted, old)
            ? old
            : await state.UpdateAsync(s => s.Revision == old.Revision ? wanted : s, job.Fence, cancellationToken);
        if (ReferenceEquals(now, wanted))
        {
            _learner = (now.Revision, job.Settings.Options, after);
            await PublishAsync(now, after, job, basePolicy, cancellationToken);
        }

        return new TrainingProgress(now.Learned, now.Skipped, now.Version, batch.IsFull);
    }

    /// <summary>The state after the batch; the same where nothing is new.</summary>
    private static TrainingState Next(
        TrainingState old, TrainingJob job, Policy basePolicy, FeedbackBatch batch, bool modelsChanged, IOnlineState after)
    {
        long learned = old.Learned + batch.Outcomes.Count;
        bool goesOn = old.CanGoOn(basePolicy.ContentHash, job.Settings.Options) && old.Options == job.Settings.Options && !modelsChanged;
        if (goesOn && batch.LastSequence == old.AfterSequence && !SharedGrew(old, job))
        {
            return old;
        }

        bool publish = !goesOn || learned - old.LearnedAtVersion >= job.Settings.FeedbackPerVersion || SharedGrew(old, job);
        return old with
        {
            BasePolicyHash = basePolicy.ContentHash,
            Options = job.Settings.Options,
            Learner = Bytes(after),
            AfterSequence = batch.LastSequence,
            Learned = learned,
            Skipped = old.Skipped + batch.Skipped,
            Version = old.Version + (publish ? 1 : 0),
            LearnedAtVersion = publish ? learned : old.LearnedAtVersion,
            SharedAtVersion = publish ? job.SharedLearned : old.SharedAtVersion,
            Revision = old.Revision + 1,
        };
    }

    /// <summary>A tenant without feedback of its own follows what all tenants learn, each time that has doubled.</summary>
    private static bool SharedGrew(TrainingState old, TrainingJob job) =>
        job.SharedLearned >= (2 * old.SharedAtVersion) + job.Settings.FeedbackPerVersion;

    private async Task PublishAsync(
        TrainingState now, IOnlineState learner, TrainingJob job, Policy basePolicy, CancellationToken cancellationToken)
    {
        ILearningGrain line = grains.GetGrain<ILearningGrain>(key);
        if ((await line.GetAsync(cancellationToken)).Live?.Version >= now.Version)
        {
            return;
        }

        Policy version = learner.Publish(now.Version, await SharedAsync(job, basePolicy, cancellationToken));
        byte[] file = PolicyFile.ToBytes(version);
        string owner = key == ILearningGrain.AllTenants ? PolicyOwners.AllTenants : key;
        var info = PolicyRecords.Of(version, file, PolicyOwners.VersionId(owner, now.Version, version.ContentHash), time.GetUtcNow());
        await policies.SaveAsync(info, file, cancellationToken);
        LearningState published = await line.PublishAsync(
            new LivePolicy(info.PolicyId, job.BasePolicyId, now.Version, now.Learned, info.CreatedAt), cancellationToken);
        await DropOldAsync(line, published, job, cancellationToken);
    }

    /// <summary>Removes versions beyond those that are kept. A crash on the way leaves them noted, for the next version's publication.</summary>
    private async Task DropOldAsync(ILearningGrain line, LearningState published, TrainingJob job, CancellationToken cancellationToken)
    {
        string[] old = [.. published.Stored.SkipLast(job.Settings.VersionsKept).Except(job.Promoted ?? [], StringComparer.Ordinal)];
        foreach (string policyId in old)
        {
            await policies.DeleteAsync(policyId, cancellationToken);
        }

        if (old.Length > 0)
        {
            await line.ForgetAsync(old, cancellationToken);
        }
    }

    /// <summary>What all tenants learned on the same base policy; null where there is no such line.</summary>
    private async Task<IOnlineState?> SharedAsync(TrainingJob job, Policy basePolicy, CancellationToken cancellationToken)
    {
        if (key == ILearningGrain.AllTenants || job.SharedLearned == 0)
        {
            return null;
        }

        TrainingState shared = await grains.GetGrain<ITrainingGrain>(ILearningGrain.AllTenants).GetAsync(cancellationToken);
        return shared.CanGoOn(basePolicy.ContentHash, job.Settings.Options) ? Read(shared, basePolicy, shared.Options) : null;
    }

    private IOnlineState Load(TrainingState old, Policy basePolicy, OnlineOptions options) =>
        _learner is { } known && known.Revision == old.Revision && known.Options == options && old.BasePolicyHash == basePolicy.ContentHash
            ? known.Learner
            : old.CanGoOn(basePolicy.ContentHash, options)
                ? Read(old, basePolicy, options)
                : OnlineLearners.Registry.Get(options.Learner).Start(basePolicy, options);

    private static IOnlineState Read(TrainingState old, Policy basePolicy, OnlineOptions options) =>
        OnlineLearners.Registry.Get(options.Learner).Read(basePolicy, options, new ModelReader(old.Learner));

    private async Task<Policy> BaseAsync(string policyId, CancellationToken cancellationToken)
    {
        if (_base is not { } known || known.Id != policyId)
        {
            (PolicyInfo Info, byte[] File) stored = await policies.FindAsync(policyId, cancellationToken)
                ?? throw new KeyNotFoundException($"No policy '{policyId}' is stored; line '{key}' cannot learn on it.");
            known = (policyId, PolicyFile.Read(stored.File));
            _base = known;
        }

        return known.Policy;
    }

    private static byte[] Bytes(IOnlineState learner)
    {
        using var stream = new MemoryStream();
        learner.Write(new ModelWriter(stream));
        return stream.ToArray();
    }
}
