using OrleansRouter.Gateway.Providers;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>One configured model, ready to be asked.</summary>
internal sealed record ModelEntry
{
    private readonly IChatProvider? _provider;

    public ModelEntry(string id, ModelSettings settings)
    {
        Id = id;
        Settings = settings;
        _provider = ProviderRegistry.Find(settings.Provider);
        Problem = FindProblem();
    }

    public string Id { get; }

    public ModelSettings Settings { get; }

    /// <summary>Why no request can go to this model, or null.</summary>
    public string? Problem { get; }

    public string UpstreamModel => Settings.UpstreamModel ?? Id;

    public IChatProvider Provider => _provider ?? throw new InvalidOperationException(Problem);

    /// <summary>What a call is expected to cost, from its tokens and the model's prices.</summary>
    /// <exception cref="InvalidOperationException">A price is unknown; such a model is never asked.</exception>
    public double CostUsd(long inputTokens, long outputTokens)
    {
        const double tokensPerPrice = 1e6;
        return Settings is { InputUsdPerMillionTokens: { } input, OutputUsdPerMillionTokens: { } output }
            ? ((input * inputTokens) + (output * outputTokens)) / tokensPerPrice
            : throw new InvalidOperationException(Problem);
    }

    /// <summary>What a call costs, in whole millionths of a dollar.</summary>
    /// <exception cref="InvalidOperationException">A price is unknown; such a model is never asked.</exception>
    public MicroUsd Cost(long inputTokens, long outputTokens) =>
        Settings is { InputUsdPerMillionTokens: { } input, OutputUsdPerMillionTokens: { } output }
            ? MicroUsd.OfTokens(input, inputTokens, output, outputTokens)
            : throw new InvalidOperationException(Problem);

    private string? FindProblem()
    {
        if (_provider is null)
        {
            return ProviderRegistry.Missing(Id, Settings.Provider);
        }

        return Settings is { InputUsdPerMillionTokens: null } or { OutputUsdPerMillionTokens: null }
            ? $"Model '{Id}' has no price; set input_usd_per_million_tokens and output_usd_per_million_tokens, "
                + "since an unknown price is never taken as free."
            : _provider.FindProblem(Id, Settings);
    }
}
