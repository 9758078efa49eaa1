namespace OrleansRouter.Routing.MetaRouter;

/// <summary>How gold gains are brought to the scale of preferences, r ← c·r (Meta-Router, remark 1).</summary>
public enum GoldNormalisation
{
    /// <summary>c = 1.</summary>
    None,

    /// <summary>c = max|y|/max|r|.</summary>
    Magnitude,

    /// <summary>c = sd(y)/sd(r).</summary>
    Variance,

    /// <summary>c minimises the 2-Wasserstein distance between the distributions of c·r and y.</summary>
    Wasserstein,
}
