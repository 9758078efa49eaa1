namespace OrleansRouter.Gateway.Providers;

/// <summary>What went wrong at an upstream.</summary>
public enum ProviderFault
{
    /// <summary>The gateway has no usable settings or key for the model.</summary>
    NotConfigured,

    /// <summary>The upstream refused the gateway's credentials.</summary>
    Unauthorized,

    /// <summary>The upstream does not know the model.</summary>
    UnknownModel,

    /// <summary>The upstream found the request itself wrong; another try gives the same.</summary>
    InvalidRequest,

    /// <summary>The upstream takes no more requests for a while.</summary>
    RateLimited,

    /// <summary>The upstream is overloaded or down for a while.</summary>
    Overloaded,

    /// <summary>The upstream failed.</summary>
    ServerError,

    /// <summary>No connection came about, or it broke before anything arrived.</summary>
    Unreachable,

    /// <summary>A time limit passed.</summary>
    Timeout,

    /// <summary>The answer ended before the upstream said that it is complete.</summary>
    BrokenStream,

    /// <summary>The answer is not what the protocol says.</summary>
    InvalidAnswer,

    /// <summary>The model failed too often of late and was not asked.</summary>
    CircuitOpen,

    /// <summary>The model cannot do what was asked, such as embeddings.</summary>
    Unsupported,
}

/// <summary>A request to an upstream failed.</summary>
/// <param name="fault">What went wrong.</param>
/// <param name="message">What the client may read: names the model, never a key.</param>
/// <param name="status">HTTP status of the upstream; 0 when there is none.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class ProviderException(ProviderFault fault, string message, int status = 0, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What went wrong.</summary>
    public ProviderFault Fault { get; } = fault;

    /// <summary>HTTP status of the upstream; 0 when there is none.</summary>
    public int Status { get; } = status;

    /// <summary>When the upstream asks to be tried again, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The field that the upstream found wrong, or null.</summary>
    public string? Param { get; init; }

    /// <summary>The upstream's name of the error, or null.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the request never left the gateway: no connection stood.</summary>
    public bool NeverSent { get; init; }

    /// <summary>Whether another model may well answer: not when the request itself is wrong.</summary>
    public bool IsRetryable => Fault is not (ProviderFault.InvalidRequest or ProviderFault.Unsupported);
}
