using OrleansRouter.Learning;

namespace OrleansRouter.Gateway.Providers;

/// <summary>Every provider of this build, by name.</summary>
internal static class ProviderRegistry
{
    public static Registry<IChatProvider> All { get; } = Registry<IChatProvider>.Scan(typeof(IChatProvider).Assembly);
}
