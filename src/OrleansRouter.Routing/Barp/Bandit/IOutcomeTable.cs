namespace OrleansRouter.Routing.Barp.Bandit;

/// <summary>What every model would have done on every query. Only <see cref="BanditEnvironment"/> reads it.</summary>
public interface IOutcomeTable
{
    /// <summary>Number of queries n.</summary>
    int Queries { get; }

    /// <summary>Number of models K.</summary>
    int Arms { get; }

    /// <summary>Whether a model can be asked at all: known before the choice, like eligibility in production.</summary>
    bool IsEligible(int query, int arm);

    /// <summary>The outcome of an eligible model.</summary>
    ArmOutcome Read(int query, int arm);
}

/// <summary>What came of sending one query to one model.</summary>
/// <param name="Quality">q.</param>
/// <param name="NormalisedCost">c̃ = min(c/τ, 1).</param>
public readonly record struct ArmOutcome(double Quality, double NormalisedCost);
