using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Providers.Simulated;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>A model that is asked for observations.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Settings">Where and at what price it is reached.</param>
public sealed record CollectionModel(string Id, ModelSettings Settings)
{
    /// <summary>The simulated pool, for a try without keys; its rows say that they are simulated.</summary>
    public static IReadOnlyList<CollectionModel> Simulated { get; } = [.. SimulatedPool.Models.Select(model => new CollectionModel(model.Id, model.Settings))];

    /// <summary>Whether its answers are made up.</summary>
    public bool IsSimulated => Settings.Provider == SimulatedProvider.ProviderName;

    /// <summary>Its provider, when everything that is needed to ask it and to price its answers is there.</summary>
    /// <exception cref="ArgumentException">Something is missing; the message says what.</exception>
    internal IChatProvider FindProvider(Func<string, IChatProvider?> providers)
    {
        IChatProvider provider = providers(Settings.Provider) ?? throw new ArgumentException(ProviderRegistry.Missing(Id, Settings.Provider));
        string? problem = provider.FindProblem(Id, Settings)
            ?? (Settings.InputUsdPerMillionTokens is >= 0 and < double.PositiveInfinity && Settings.OutputUsdPerMillionTokens is >= 0 and < double.PositiveInfinity
                ? null
                : $"Model '{Id}': its prices per million tokens are not known; observations need a cost.");
        return problem is null ? provider : throw new ArgumentException(problem);
    }
}
