namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>What can be counted about a prompt without knowing a word of it.</summary>
internal struct PromptForm
{
    public const int FeatureCount = 7;

    public int Characters, Words, UpperCase, Digits, Symbols, Lines, Questions;

    /// <summary>Logarithms of counts and shares of characters, before standardisation.</summary>
    public readonly void WriteFeatures(Span<double> features)
    {
        double characters = Math.Max(Characters, 1);
        features[0] = Math.Log(1.0 + Characters);
        features[1] = Math.Log(1.0 + Words);
        features[2] = Math.Log(1.0 + Lines);
        features[3] = Math.Log(1.0 + Questions);
        features[4] = UpperCase / characters;
        features[5] = Digits / characters;
        features[6] = Symbols / characters;
    }
}
