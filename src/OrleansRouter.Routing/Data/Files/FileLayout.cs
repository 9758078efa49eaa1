namespace OrleansRouter.Routing.Data.Files;

/// <summary>The layouts that readers know, told apart by content, never by file name.</summary>
internal enum FileLayout
{
    /// <summary>JSON lines with <c>scores</c>.</summary>
    ScoreRows,

    /// <summary>A wide table with a prompt and one column per model.</summary>
    ScoreColumns,

    /// <summary>JSON lines with <c>gold</c>, <c>judges</c>, <c>auto_label</c> or <c>preference</c>.</summary>
    LabelRows,

    /// <summary>JSON lines with <c>id</c> and <c>prompt</c> only.</summary>
    QueryRows,

    /// <summary>A table <c>id,model,rewrite,decode,score,…</c>.</summary>
    ObservationColumns,

    /// <summary>The release layout of the DARS authors: JSON lines with <c>observation_type</c>.</summary>
    DarsRows,

    /// <summary>A table <c>model_key,…,input_usd_per_token,output_usd_per_token,…</c>.</summary>
    PriceColumns,

    /// <summary>A table <c>dataset,model,price_key</c>.</summary>
    AliasColumns,
}
