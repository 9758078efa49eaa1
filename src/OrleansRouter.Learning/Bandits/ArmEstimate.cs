namespace OrleansRouter.Learning.Bandits;

/// <summary>What linear evidence says about one arm in one context z.</summary>
/// <param name="Mean">θ̂ᵀz, the expected reward.</param>
/// <param name="Width">√(zᵀA⁻¹z) ≥ 0; the posterior standard deviation of the mean in units of the reward's noise.</param>
public readonly record struct ArmEstimate(double Mean, double Width);
