namespace OrleansRouter.Routing.Online;

/// <summary>What is known of a model before it ever answered.</summary>
/// <param name="Id">The model id.</param>
/// <param name="InputUsdPerMillionTokens">Price of input, ≥ 0.</param>
/// <param name="OutputUsdPerMillionTokens">Price of output, ≥ 0.</param>
/// <param name="Description">What it is good at; may be empty.</param>
public sealed record ModelProfile(string Id, double InputUsdPerMillionTokens, double OutputUsdPerMillionTokens, string Description = "")
{
    /// <summary>One number to compare models by: a million tokens in and a million out.</summary>
    public double PriceUsd => InputUsdPerMillionTokens + OutputUsdPerMillionTokens;
}
