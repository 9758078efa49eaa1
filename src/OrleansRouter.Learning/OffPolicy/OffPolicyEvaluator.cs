using System.Globalization;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Evaluates a policy on a stream of logged decisions in constant memory; evaluators of disjoint logs merge. Not thread-safe.</summary>
public sealed class OffPolicyEvaluator
{
    private const string Section = "off-policy";
    private readonly OffPolicyOptions _options;
    private readonly OffPolicySums _sums;

    /// <summary>Starts without rows.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public OffPolicyEvaluator(OffPolicyOptions options) : this(options.Validated(), new OffPolicySums(options.Groups))
    {
    }

    private OffPolicyEvaluator(OffPolicyOptions options, OffPolicySums sums)
    {
        _options = options;
        _sums = sums;
    }

    /// <summary>Whether there is anything to estimate from: the evaluated policy takes some logged action.</summary>
    public bool HasEvidence => _sums.Weights.Sum() > 0;

    /// <summary>Adds one logged decision.</summary>
    /// <param name="unit">What is independent of everything else: a hash of the decision, or of its session where decisions of one session depend on each other.</param>
    /// <param name="row">The decision.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability, reward or prediction is out of range; nothing is added.</exception>
    public void Add(ulong unit, in LoggedOutcome row)
    {
        var weight = ImportanceWeight.Of(row.TargetProbability, row.LoggedProbability, _options.MaxWeight);
        CheckReward(row.Reward, nameof(row.Reward));
        CheckReward(row.PredictedReward, nameof(row.PredictedReward));
        CheckReward(row.PredictedValue, nameof(row.PredictedValue));
        _sums.Add(unit, weight, row);
    }

    /// <summary>Adds the rows of an evaluator with the same options.</summary>
    /// <exception cref="ArgumentException">The options differ.</exception>
    public void Merge(OffPolicyEvaluator other)
    {
        if (other._options != _options)
        {
            throw new ArgumentException($"{other._options} does not merge into {_options}.", nameof(other));
        }

        _sums.Add(other._sums);
    }

    /// <summary>The estimates over all rows so far.</summary>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or the evaluated policy takes none of the logged actions.</exception>
    public OffPolicyReport Report(ulong seed)
    {
        if (!HasEvidence)
        {
            throw new InvalidOperationException($"The policy takes none of the actions of the {_sums.InverseTerms.Count} rows; there is nothing to estimate from.");
        }

        OffPolicyEstimator[] estimators = OffPolicyEstimator.All(_sums);
        RatioBootstrap[] ratios = [.. estimators.SelectMany(e => e.Ratios)];
        (double Low, double High)[] intervals = RatioBootstrap.Intervals(ratios, _options.Resamples, _options.Confidence, seed);
        OffPolicyInterval[] found = [.. ratios.Zip(intervals, (r, i) => new OffPolicyInterval(r.Ratio, r.StandardError, i.Low, i.High))];
        double rows = _sums.InverseTerms.Count, weights = _sums.Weights.Sum();
        return new OffPolicyReport
        {
            Rows = _sums.InverseTerms.Count,
            EffectiveSampleSize = EffectiveSampleSize.Of(weights, _sums.SquaredWeight),
            MeanWeight = (weights + _sums.ExcessWeight) / rows,
            LargestWeight = _sums.LargestWeight,
            ClippedRows = _sums.ClippedRows,
            ClippedMass = _sums.ExcessWeight / rows,
            Logged = Within(found[0], _options.MinReward, _options.MaxReward),
            InversePropensity = Guaranteed(_sums.InverseTerms, InverseRange, Estimate(estimators[1], found[1], found[2])),
            SelfNormalized = Estimate(estimators[2], found[3], found[4]),
            DoublyRobust = Guaranteed(_sums.RobustMoments, RobustRange, Estimate(estimators[3], found[5], found[6])),
        };
    }

    /// <summary>Writes options and sums; equal evaluators give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(_options.MaxWeight);
        writer.Write(_options.MinReward);
        writer.Write(_options.MaxReward);
        writer.Write(_options.Confidence);
        writer.Write(_options.Groups);
        writer.Write(_options.Resamples);
        _sums.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static OffPolicyEvaluator Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        var options = new OffPolicyOptions
        {
            MaxWeight = reader.ReadDouble(),
            MinReward = reader.ReadDouble(),
            MaxReward = reader.ReadDouble(),
            Confidence = reader.ReadDouble(),
            Groups = reader.ReadInt32(),
            Resamples = reader.ReadInt32(),
        };
        try
        {
            return new OffPolicyEvaluator(options.Validated(), OffPolicySums.Read(reader, options.Groups));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The evaluation is not valid: {e.Message}", e);
        }
    }

    // Length of the interval that holds every term wr, and every φ.
    private double InverseRange =>
        Math.Max(0, _options.MaxWeight * _options.MaxReward) - Math.Min(0, _options.MaxWeight * _options.MinReward);

    private double RobustRange => (_options.MaxReward - _options.MinReward) * (1 + (2 * _options.MaxWeight));

    private OffPolicyEstimate Estimate(OffPolicyEstimator estimator, OffPolicyInterval value, OffPolicyInterval gain) => new()
    {
        Value = value.Value,
        StandardError = value.StandardError,
        Low = Cut(value.Low),
        High = Cut(value.High),
        ClippingBias = value.Value - estimator.Unclipped,
        Gain = Within(gain, _options.MinReward - _options.MaxReward, _options.MaxReward - _options.MinReward),
    };

    private OffPolicyEstimate Guaranteed(Moments terms, double range, OffPolicyEstimate estimate)
    {
        double radius = EmpiricalBernstein.Radius(terms, range, _options.Confidence);
        return estimate with { GuaranteedLow = Cut(terms.Mean - radius), GuaranteedHigh = Cut(terms.Mean + radius) };
    }

    // The true value is a mean of rewards: cutting to their range costs no coverage.
    private double Cut(double end) => Math.Clamp(end, _options.MinReward, _options.MaxReward);

    private static OffPolicyInterval Within(OffPolicyInterval interval, double low, double high) =>
        interval with { Low = Math.Clamp(interval.Low, low, high), High = Math.Clamp(interval.High, low, high) };

    private void CheckReward(double value, string name)
    {
        if (!(value >= _options.MinReward && value <= _options.MaxReward))
        {
            throw new ArgumentOutOfRangeException(
                name, value, string.Create(CultureInfo.InvariantCulture, $"Must lie in [{_options.MinReward}, {_options.MaxReward}]."));
        }
    }
}
