namespace OrleansRouter.Learning.Serialization;

/// <summary>Serialised bytes are damaged, truncated, or written by a newer version.</summary>
/// <param name="message">What was expected, what was found, and where.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class ModelFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
