namespace OrleansRouter.Storage.Relational;

/// <summary>The database cannot do what was asked: it cannot be opened, is locked, full, damaged or of another version.</summary>
/// <param name="message">Names the database, what failed and what to do about it.</param>
/// <param name="inner">The driver's error, or null.</param>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
