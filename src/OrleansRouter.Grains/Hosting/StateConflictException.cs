namespace OrleansRouter.Grains.Hosting;

/// <summary>Other writers won every attempt of an update; nothing was written. Trying again later is safe.</summary>
/// <param name="message">Which state, and how many attempts were made.</param>
public sealed class StateConflictException(string message) : Exception(message);
