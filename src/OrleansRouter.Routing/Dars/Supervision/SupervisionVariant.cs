namespace OrleansRouter.Routing.Dars.Supervision;

/// <summary>Which observations labels are made of, and which risk goes with them.</summary>
public enum SupervisionVariant
{
    /// <summary>One random observation per query and model; no risk.</summary>
    SingleShot = 0,

    /// <summary>One random decode of every rewrite.</summary>
    InputOnly = 1,

    /// <summary>All decodes of one wording: of the query as it stands, or of its first rewrite where that was not decoded.</summary>
    OutputOnly = 2,

    /// <summary>All observations without the risk term.</summary>
    NoRisk = 3,

    /// <summary>All observations; risk is the standard deviation of the means of rewrites.</summary>
    RewriteRisk = 4,

    /// <summary>All observations; risk is the spread of decodes of the same rewrite.</summary>
    DecodeRisk = 5,

    /// <summary>All observations; risk is their standard deviation.</summary>
    Full = 6,
}
