namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>How context becomes logits.</summary>
public enum DecisionHead
{
    /// <summary>A linear layer over z = [x; φ(w)] (BaRP).</summary>
    Linear = 0,

    /// <summary>xᵀWₖφ(w) plus a linear layer over z (BaRP).</summary>
    Bilinear = 1,

    /// <summary>One hidden ReLU layer over z (BaRP's default).</summary>
    Mlp = 2,

    /// <summary>
    /// s·(w_q·uₖ(x) − w_c·ĉₖ(x)): the reward's own structure. uₖ is a learned combination of ridge regressions of quality and a learned offset,
    /// ĉₖ a ridge regression of cost, all from the outcomes that were seen. A larger w_c never leads to a model of larger ĉ.
    /// </summary>
    Utility = 3,
}
