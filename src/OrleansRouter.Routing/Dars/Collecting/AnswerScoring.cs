namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>How an answer is compared with the gold answer.</summary>
public enum AnswerScoring
{
    /// <summary>Equal after lower-casing and dropping articles, punctuation and extra blanks.</summary>
    Exact = 0,

    /// <summary>The letter of the right choice.</summary>
    Choice = 1,

    /// <summary>Equal as numbers up to a relative difference of 0.001.</summary>
    Number = 2,

    /// <summary>F1 over words, the best of the accepted answers.</summary>
    F1 = 3,
}
