namespace OrleansRouter.Routing.Data;

/// <summary>List price of one model.</summary>
/// <param name="Key">The price list's name of the model.</param>
/// <param name="Provider">Who sells it; empty where unknown.</param>
/// <param name="Mode">What it is sold for, such as chat; empty where unknown.</param>
/// <param name="InputUsdPerMillionTokens">US dollars per million tokens of input.</param>
/// <param name="OutputUsdPerMillionTokens">US dollars per million tokens of output.</param>
/// <param name="MaxInputTokens">Longest input in tokens; null where unknown.</param>
/// <param name="MaxOutputTokens">Longest output in tokens; null where unknown.</param>
public sealed record ModelPrice(
    string Key, string Provider, string Mode, double InputUsdPerMillionTokens, double OutputUsdPerMillionTokens, long? MaxInputTokens, long? MaxOutputTokens)
{
    private const double CharsPerToken = 4;

    /// <summary>
    /// Estimated cost of a call in US dollars at four characters a token. An estimate, to be called one wherever it is reported; wrong for models
    /// with hidden reasoning, whose visible characters are not what is billed.
    /// </summary>
    public double EstimateUsd(double promptChars, double outputChars) =>
        ((promptChars * InputUsdPerMillionTokens) + (outputChars * OutputUsdPerMillionTokens)) / CharsPerToken / 1e6;
}
