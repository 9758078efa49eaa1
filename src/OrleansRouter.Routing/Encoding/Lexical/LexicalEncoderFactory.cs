using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>Fits lexical encoders: sublinear TF-IDF of hashed word 1–2-grams, by default reduced by a randomised SVD. Needs nothing but the prompts.</summary>
/// <param name="options">Dimensions, terms, form.</param>
public sealed class LexicalEncoderFactory(LexicalOptions options) : IPromptEncoderFactory
{
    private readonly LexicalOptions _options = FitGuard.Validated(options);

    /// <summary>The encoder with its defaults.</summary>
    public LexicalEncoderFactory() : this(new LexicalOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => LexicalEncoder.FactoryName;

    /// <inheritdoc/>
    public IPromptEncoder Fit(IReadOnlyList<string> prompts, ulong seed, FitContext context) =>
        new LexicalFit(_options, prompts, seed, context).Fit();

    /// <inheritdoc/>
    public IPromptEncoder Read(ModelReader reader) => LexicalEncoder.Read(reader);
}
