using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Models;

/// <summary>One model; the key is the model id. Owns its prices and merges what gateways measured.</summary>
public interface IModelGrain : IGrain
{
    /// <summary>Settings and statistics, or null when the model was never configured.</summary>
    Task<ModelState?> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets provider and prices.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names model, value and range.</exception>
    Task<ModelState> ConfigureAsync(ModelSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Merges statistics that a gateway collected since its last call.</summary>
    /// <exception cref="KeyNotFoundException">The model was never configured.</exception>
    /// <exception cref="ArgumentException">A value is out of range; the message names model, value and range.</exception>
    Task<ModelState> MergeAsync(ModelStatistics collected, CancellationToken cancellationToken = default);
}
