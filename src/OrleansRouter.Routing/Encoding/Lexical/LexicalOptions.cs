using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>Options of the lexical encoder.</summary>
public sealed record LexicalOptions
{
    /// <summary>Dimensions that the randomised SVD keeps of the TF-IDF vectors, fewer where their rank is lower; 0 leaves the SVD out. Default 128.</summary>
    [Range(0, 4096)] public int Dimensions { get; init; } = 128;

    /// <summary>A term must occur in at least this many training prompts. Default 2.</summary>
    [Range(1, 1_000_000)] public int MinDocumentFrequency { get; init; } = 2;

    /// <summary>How many terms are kept, those of most training prompts first. Default 20,000.</summary>
    [Range(1, 1_000_000)] public int MaxFeatures { get; init; } = 20_000;

    /// <summary>Whether pairs of consecutive words are terms too. Default true.</summary>
    public bool Bigrams { get; init; } = true;

    /// <summary>Whether numbers are known by their number of digits alone, up to 6. Default true.</summary>
    public bool DigitShapes { get; init; } = true;

    /// <summary>
    /// Length of the part that describes the form of a prompt (size, digits, symbols, lines, questions) where the text has length 1;
    /// 0 leaves it out. Default 0.3.
    /// </summary>
    [Range(0.0, 10.0)] public double FormWeight { get; init; } = 0.3;
}
