using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>What a training knows besides its network: outcomes, the reward model of the last refit, the baseline of preferences.</summary>
/// <param name="features">n × d prompt vectors.</param>
/// <param name="environment">Answers what is asked, and remembers it.</param>
/// <param name="options">How baselines are made.</param>
/// <param name="refits">Trainings that do the same steps side by side share it.</param>
internal sealed class BarpKnowledge(Matrix<float> features, BanditEnvironment environment, BarpOptions options, LastRefit refits)
{
    // What the estimates were fitted to: bytes for another machine, which fits them again.
    private OutcomeMemory? _fitted;

    /// <summary>The baseline of <see cref="AdvantageKind.Preference"/>.</summary>
    public PreferenceBaseline Preferences { get; } = new();

    /// <summary>The reward model; null before the first refit.</summary>
    public RewardEstimates? Estimates { get; private set; }

    /// <summary>How many importance weights were cut.</summary>
    public long Clipped { get; private set; }

    /// <summary>Takes in what the shards of one batch have seen, in their order.</summary>
    public void Learn(IEnumerable<ShardOutcomes> shards)
    {
        foreach (ShardOutcomes shard in shards)
        {
            shard.NoteIn(environment.Memory);
            Clipped += shard.Clipped;
            foreach (Feedback row in options.Advantage == AdvantageKind.Preference ? shard.Rows : [])
            {
                Preferences.Add(row.Weights, row.Reward);
            }
        }

        if (options.Advantage == AdvantageKind.Preference)
        {
            Preferences.Refresh();
        }
    }

    /// <summary>Fits the reward model to all that was seen.</summary>
    public void Refit(FitContext context) => Fit(environment.Memory.Copy(), context);

    public void Write(ModelWriter writer)
    {
        environment.Memory.Write(writer);
        Preferences.Write(writer);
        writer.Write(Clipped);
        writer.Write(_fitted is not null);
        _fitted?.Write(writer);
    }

    /// <summary>Takes over what <see cref="Write"/> wrote.</summary>
    public void Read(ModelReader reader, FitContext context)
    {
        environment.Memory = OutcomeMemory.Read(reader, environment);
        Preferences.Read(reader);
        Clipped = reader.ReadInt64();
        if (reader.ReadBoolean())
        {
            Fit(OutcomeMemory.Read(reader, environment), context);
        }
    }

    private void Fit(OutcomeMemory seen, FitContext context)
    {
        Estimates = refits.Get(seen.Pulls, () => RewardModelFit.Of(features, SeenOutcomes.Of(seen), context with { Progress = null }));
        _fitted = seen;
    }
}

/// <summary>The last refit of trainings that do the same steps, so that a machine fits it once. Thread-safe.</summary>
internal sealed class LastRefit
{
    private readonly Lock _lock = new();
    private (long Pulls, RewardEstimates Estimates)? _last;

    /// <summary>The estimates after so many requests; others wait for whoever makes them.</summary>
    public RewardEstimates Get(long pulls, Func<RewardEstimates> make)
    {
        lock (_lock)
        {
            _last = _last?.Pulls == pulls ? _last : (pulls, make());
            return _last.Value.Estimates;
        }
    }
}
