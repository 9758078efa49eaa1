namespace OrleansRouter.Embedded.Activations;

/// <summary>The durable state of an activation, without its type.</summary>
internal interface IActivationState
{
    /// <summary>Reads the state when it was never read, or longer ago than the host allows.</summary>
    ValueTask EnsureFreshAsync(CancellationToken cancellationToken);
}
