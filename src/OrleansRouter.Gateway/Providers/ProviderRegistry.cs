using OrleansRouter.Learning;

namespace OrleansRouter.Gateway.Providers;

/// <summary>Every provider of this build, by name.</summary>
internal static class ProviderRegistry
{
    public static Registry<IChatProvider> All { get; } = Registry<IChatProvider>.Scan(typeof(IChatProvider).Assembly);

    public static IChatProvider? Find(string name) => All.All.FirstOrDefault(p => p.Name == name);

    /// <summary>Says that there is no such provider, and which there are.</summary>
    public static string Missing(string modelId, string name) =>
        $"Model '{modelId}': no provider '{name}'; there are: {string.Join(", ", All.All.Select(p => p.Name))}.";
}
