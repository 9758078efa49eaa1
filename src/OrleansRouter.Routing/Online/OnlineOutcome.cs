using System.Numerics.Tensors;

namespace OrleansRouter.Routing.Online;

/// <summary>One logged decision with what became of it.</summary>
public sealed record OnlineOutcome
{
    /// <summary>The embedding that was decided on, by the base policy's encoder.</summary>
    public required ReadOnlyMemory<float> Embedding { get; init; }

    /// <summary>The weights that held for the request.</summary>
    public required Preference Preference { get; init; }

    /// <summary>The model that answered.</summary>
    public required string ModelId { get; init; }

    /// <summary>The exact probability with which it was chosen among the eligible models, in (0, 1]; 1 where it answered for another that failed.</summary>
    public required double Propensity { get; init; }

    /// <summary>The score that the answer got, in [0, 1].</summary>
    public required double Score { get; init; }

    /// <summary>What the answer cost; null where no model was called.</summary>
    public double? CostUsd { get; init; }

    /// <summary>Returns this outcome when every number is in range.</summary>
    /// <param name="features">The length that the embedding must have.</param>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public OnlineOutcome Validated(int features)
    {
        Require(
            Embedding.Length == features && TensorPrimitives.IsFiniteAll(Embedding.Span),
            $"the embedding has {Embedding.Length} values; expected {features} finite numbers.");
        Require(Propensity is > 0 and <= 1, $"propensity is {Propensity:R}; expected a number in (0, 1].");
        Require(Score is >= 0 and <= 1, $"score is {Score:R}; expected a number in [0, 1].");
        Require(CostUsd is null or (>= 0 and < double.PositiveInfinity), $"cost is {CostUsd:R} USD; expected a finite number ≥ 0.");
        return this;
    }

    private void Require(bool condition, FormattableString problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"Outcome of model '{ModelId}': {FormattableString.Invariant(problem)}");
        }
    }
}
