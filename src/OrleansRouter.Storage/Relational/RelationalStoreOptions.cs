using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Storage.Relational;

/// <summary>Settings that every engine has.</summary>
public abstract record RelationalStoreOptions
{
    /// <summary>The most writes that share one commit. Default 512.</summary>
    [Range(1, 100_000)] public int MaxBatch { get; init; } = 512;

    /// <summary>The most writes that wait for the writer; further ones wait until there is room. Default 4096.</summary>
    [Range(1, 1_000_000)] public int QueueCapacity { get; init; } = 4096;

    /// <exception cref="ValidationException">An option is out of range.</exception>
    internal void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
