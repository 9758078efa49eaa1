using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars;

/// <summary>Which observations are used, and what they cost.</summary>
public sealed record DarsDataOptions
{
    /// <summary>
    /// Parts of names of models whose hidden reasoning is billed but not among the visible characters: OpenAI's o-series, DeepSeek R1, QwQ.
    /// </summary>
    public static IReadOnlyList<string> HiddenReasoning { get; } = ["o1", "o3", "o4-mini", "deepseek-r1", "qwq", "grok-3-mini"];

    /// <summary>Tasks to keep; empty (the default) keeps all.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Decoding settings to keep; empty (the default) keeps all.</summary>
    public IReadOnlyList<string> Temperatures { get; init; } = [];

    /// <summary>The pool; empty (the default) takes every model that can be used and says why the others are left out.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The rewrite that is the query as it stands; null (the default) takes <c>original</c> where the data mark it, else the first.</summary>
    public string? OriginalRewrite { get; init; }

    /// <summary>Whether only queries are kept on which every model of the pool was observed. Default true.</summary>
    public bool CompleteQueriesOnly { get; init; } = true;

    /// <summary>Prices for data without costs; null (the default) leaves such data without.</summary>
    public PriceList? Prices { get; init; }

    /// <summary>The name under which <see cref="Prices"/> knows the models of this data set.</summary>
    public string PriceDataset { get; init; } = "";

    /// <summary>Models whose name holds one of these parts are not priced by their characters. Default <see cref="HiddenReasoning"/>.</summary>
    public IReadOnlyList<string> Unpriced { get; init; } = HiddenReasoning;

    /// <summary>Whether every task is a data set of its own in the normalisation of costs, as in the authors' release. Default false.</summary>
    public bool NormaliseByTask { get; init; }
}
