namespace OrleansRouter.Grains.Hosting;

/// <summary>The durable state of an activation, without its type, as its host sees it.</summary>
public interface IActivationState
{
    /// <summary>Reads the state when it was never read, or longer ago than the host allows; a host does so before every turn.</summary>
    ValueTask EnsureFreshAsync(CancellationToken cancellationToken);
}
