namespace OrleansRouter.Learning.OffPolicy;

/// <summary>w = min(π/μ, M): how often the evaluated policy takes a logged action for each time that the logging policy took it.</summary>
/// <param name="Value">The weight in use.</param>
/// <param name="Excess">π/μ − w ≥ 0, what the cap took away.</param>
[Paper("Ionides 2008", "truncated importance weight")]
public readonly record struct ImportanceWeight(double Value, double Excess)
{
    /// <summary>The weight of one decision.</summary>
    /// <param name="target">π(a|x), in [0, 1].</param>
    /// <param name="logged">μ(a|x), in (0, 1].</param>
    /// <param name="cap">M ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A probability is outside its range.</exception>
    public static ImportanceWeight Of(double target, double logged, double cap)
    {
        if (!(logged is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(logged), logged, "The logged probability must lie in (0, 1].");
        }

        if (!(target is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(target), target, "The target probability must lie in [0, 1].");
        }

        double ratio = target / logged, kept = Math.Min(ratio, cap);
        return new ImportanceWeight(kept, ratio - kept);
    }
}
