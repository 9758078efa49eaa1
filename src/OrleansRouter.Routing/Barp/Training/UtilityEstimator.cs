using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>
/// Turns the feedback of a shard into one estimated utility per model, whose expectation under π has the policy gradient as its slope:
/// Ûₖ = baseₖ + 1[k = a]·(r − baseₐ)/μ. With one base b for all models and μ = π(a) that slope is REINFORCE's, (r − b)·∇log π(a).
/// </summary>
/// <param name="options">Kind of base, largest weight 1/μ.</param>
/// <param name="memory">What was seen, for <see cref="AdvantageKind.Replay"/>.</param>
/// <param name="preferences">The baseline of <see cref="AdvantageKind.Preference"/>; read, never changed.</param>
internal sealed class UtilityEstimator(BarpOptions options, OutcomeMemory memory, PreferenceBaseline preferences)
{
    private double[] _rewards = [], _baselines = [];

    /// <summary>How many importance weights of the shard were cut.</summary>
    public long Clipped { get; private set; }

    /// <summary>Prepares the baselines of a shard.</summary>
    public void Begin(ReadOnlySpan<Feedback> batch)
    {
        Clipped = 0;
        if (_rewards.Length < batch.Length)
        {
            (_rewards, _baselines) = (new double[batch.Length], new double[batch.Length]);
        }

        for (int i = 0; i < batch.Length; i++)
        {
            _rewards[i] = batch[i].Reward;
            _baselines[i] = preferences.Of(batch[i].Weights);
        }

        Span<double> rewards = _rewards.AsSpan(0, batch.Length), baselines = _baselines.AsSpan(0, batch.Length);
        switch (options.Advantage)
        {
            case AdvantageKind.LeaveOneOut:
                Baselines.LeaveOneOut(rewards, baselines);
                break;
            case AdvantageKind.Preference:
                break;
            default:
                Baselines.BatchMean(rewards, baselines);
                break;
        }
    }

    /// <summary>Writes Û of one row of the shard that began.</summary>
    /// <param name="row">Place in the shard.</param>
    /// <param name="feedback">That row.</param>
    /// <param name="seen">The row of the memory that is the query's.</param>
    /// <param name="estimates">The reward model, or null while there is none.</param>
    /// <param name="eligible">Length K.</param>
    /// <param name="utilities">Destination, length K; NaN where not eligible.</param>
    public void Write(int row, Feedback feedback, int seen, RewardEstimates? estimates, ReadOnlySpan<bool> eligible, Span<float> utilities)
    {
        RewardEstimates? model = options.Advantage >= AdvantageKind.DoublyRobust ? estimates : null;
        for (int k = 0; k < utilities.Length; k++)
        {
            double expected = model is null
                ? _baselines[row]
                : feedback.Weights.Reward(model.Quality[feedback.Query, k], model.Cost[feedback.Query, k]);
            bool replays = model is not null && options.Advantage == AdvantageKind.Replay;
            double correction = replays ? Remembered(feedback, seen, k, expected) : k == feedback.Arm ? Correction(feedback.Reward, expected, feedback.Probability) : 0;
            utilities[k] = eligible[k] ? (float)(expected + correction) : float.NaN;
        }
    }

    private double Remembered(Feedback feedback, int seen, int arm, double expected)
    {
        double quality = memory.Quality[seen, arm];
        return double.IsNaN(quality) ? 0 : Correction(feedback.Weights.Reward(quality, memory.Cost[seen, arm]), expected, memory.Inclusion(seen, arm));
    }

    /// <summary>(r − r̂)/μ, 1/μ cut to its limit.</summary>
    [Paper("Dudík, Langford, Li 2011", "doubly robust estimator, one arm")]
    private double Correction(double reward, double expected, double probability)
    {
        double weight = 1 / probability;
        Clipped += weight > options.MaxImportanceWeight ? 1 : 0;
        return Math.Min(weight, options.MaxImportanceWeight) * (reward - expected);
    }
}
