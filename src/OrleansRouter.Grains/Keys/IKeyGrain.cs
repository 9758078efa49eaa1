using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Keys;

/// <summary>One API key; the grain's key is the public id.</summary>
public interface IKeyGrain : IGrain
{
    /// <summary>The key's record, or null when it was never created.</summary>
    Task<KeyState?> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates the key.</summary>
    /// <exception cref="InvalidOperationException">It exists already.</exception>
    /// <exception cref="ArgumentException">A value is out of range; the message names public id and range, never the secret.</exception>
    Task<KeyState> CreateAsync(KeyState key, CancellationToken cancellationToken = default);

    /// <summary>Revokes it; a second call changes nothing.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    Task<KeyState> RevokeAsync(DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Lets it expire at a time, if it does not expire before.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    /// <exception cref="InvalidOperationException">It was revoked.</exception>
    Task<KeyState> ExpireAsync(DateTimeOffset at, CancellationToken cancellationToken = default);
}
