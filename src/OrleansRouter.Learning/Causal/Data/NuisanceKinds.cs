namespace OrleansRouter.Learning.Causal;

/// <summary>Functions that have to be estimated on the way to an effect.</summary>
[Flags]
public enum NuisanceKinds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>γ(s) = E[o|s].</summary>
    Marginal = 1,

    /// <summary>μ₁(s) = E[o|s, t = 1].</summary>
    TreatedOutcome = 2,

    /// <summary>μ₀(s) = E[o|s, t = 0].</summary>
    ControlOutcome = 4,

    /// <summary>p(s) = P(t = 1|s).</summary>
    Propensity = 8,
}
