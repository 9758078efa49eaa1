namespace OrleansRouter.Routing.Data;

/// <summary>How a cheap label becomes a preference y.</summary>
public enum PreferenceForm
{
    /// <summary>y = −1, 0 or 1: the sign of the difference, 0 inside the tie band (Meta-Router).</summary>
    Sign,

    /// <summary>y = the difference itself.</summary>
    Difference,
}

/// <summary>Which labels of which two models Meta-Router learns from.</summary>
public sealed record LabelPairOptions
{
    /// <summary>M_p, the primary (premium) model.</summary>
    public required string Primary { get; init; }

    /// <summary>M_a, the alternative (cheap) model.</summary>
    public required string Alternative { get; init; }

    /// <summary>The mechanism that is trusted: <see cref="LabelTable.Gold"/> (default) or a judge.</summary>
    public string Gold { get; init; } = LabelTable.Gold;

    /// <summary>The cheap mechanism: a judge, an automatic label, or <see cref="LabelTable.Preference"/> (default).</summary>
    public string Preference { get; init; } = LabelTable.Preference;

    /// <summary>How the cheap label becomes y. Default: its sign.</summary>
    public PreferenceForm Form { get; init; } = PreferenceForm.Sign;

    /// <summary>Differences of the cheap label of at most this size are ties, in the label's units; in [0, 1000]. Default 0. For <see cref="PreferenceForm.Sign"/>.</summary>
    public double TieBand { get; init; }

    /// <summary>Whether rows that the data flag as unusable are kept. Default: left out.</summary>
    public bool KeepImproper { get; init; }
}
