using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>
/// What one call of a model costs, priced by tokens: C(q) = c_in·T_in(q) + c_out·T_out + c_fix, and a price on waiting as a further term.
/// The paper's normalised costs are <see cref="Premium"/> and <see cref="Free"/>.
/// </summary>
[Paper("Meta-Router", "remark 2")]
public sealed record CallCost
{
    /// <summary>C = 1 whatever the query: the primary model under normalised costs.</summary>
    public static CallCost Premium { get; } = new() { PerCall = 1 };

    /// <summary>C = 0 whatever the query: the alternative under normalised costs.</summary>
    public static CallCost Free { get; } = new();

    /// <summary>c_in per input token. Default 0.</summary>
    [Range(0, 1e12)] public double PerInputToken { get; init; }

    /// <summary>c_out per output token. Default 0.</summary>
    [Range(0, 1e12)] public double PerOutputToken { get; init; }

    /// <summary>c_fix per call. Default 0.</summary>
    [Range(0, 1e12)] public double PerCall { get; init; }

    /// <summary>Price of one second of waiting, in the same unit as the others. Default 0.</summary>
    [Range(0, 1e12)] public double PerSecond { get; init; }

    /// <summary>C(q).</summary>
    /// <param name="inputTokens">T_in(q).</param>
    /// <param name="outputTokens">T_out, expected, such as the running mean of the model's answers.</param>
    /// <param name="latencySeconds">Expected seconds until the answer is complete.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public double Of(double inputTokens, double outputTokens, double latencySeconds = 0)
    {
        Require(inputTokens, nameof(inputTokens));
        Require(outputTokens, nameof(outputTokens));
        Require(latencySeconds, nameof(latencySeconds));
        return (PerInputToken * inputTokens) + (PerOutputToken * outputTokens) + PerCall + (PerSecond * latencySeconds);
    }

    private static void Require(double value, string name)
    {
        if (!(value is >= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a number of at least 0.");
        }
    }
}
