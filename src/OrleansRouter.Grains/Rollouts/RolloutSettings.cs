using System.ComponentModel.DataAnnotations;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>How carefully a candidate policy is let in.</summary>
public sealed record RolloutSettings
{
    /// <summary>Whether the candidate is watched before it serves anybody. False begins with the canary. Default true.</summary>
    public bool Shadow { get; init; } = true;

    /// <summary>Share of the requests that the candidate decides as a canary. Default 0.1.</summary>
    [Range(0.001, 0.9)] public double CanaryShare { get; init; } = 0.1;

    /// <summary>Share of the requests that the earlier policy still decides while the promoted one is watched. Default 0.1.</summary>
    [Range(0.001, 0.9)] public double HoldbackShare { get; init; } = 0.1;

    /// <summary>Probability with which a policy that is worse by more than the margin is not let on, however often the gate looks. Default 0.95.</summary>
    [Range(0.5, 0.9999)] public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// How much worse than the current policy the candidate may be, as a share of the range of rewards. It is let on when the lower bound of
    /// the difference lies above −margin, and taken back when the upper bound lies below. Default 0: it has to be better.
    /// </summary>
    [Range(0.0, 1.0)] public double Margin { get; init; }

    /// <summary>Scored decisions that a stage has at least before its gate looks. Default 200.</summary>
    [Range(1, 100_000_000)] public long MinSamples { get; init; } = 200;

    /// <summary>Scored decisions after which a promoted policy is watched no longer. Default 1,000.</summary>
    [Range(1, 100_000_000)] public long WatchSamples { get; init; } = 1_000;

    /// <summary>
    /// The largest importance weight. Choices that are so much more probable under one policy than under what was served count as unknown.
    /// Default 100.
    /// </summary>
    [Range(1.0, 1e6)] public double MaxWeight { get; init; } = 100;

    /// <summary>The settings after checking their ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it and the range.</exception>
    internal RolloutSettings Validated(string owner)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), errors, validateAllProperties: true);
        Require(errors.Count == 0, $"{owner}: {string.Join(" ", errors.Select(e => e.ErrorMessage))}");
        return this;
    }
}
