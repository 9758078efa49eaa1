namespace OrleansRouter.Routing.Data;

/// <summary>What a data file holds.</summary>
public enum DataKind
{
    /// <summary>Kind A: a score, and where known a cost, of every model per query.</summary>
    Scores,

    /// <summary>Kind B: gold labels and cheap labels of the same responses.</summary>
    Labels,

    /// <summary>Kind C: repeated observations, or the queries that belong to them.</summary>
    Observations,

    /// <summary>A list of model prices.</summary>
    Prices,
}
