using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>A router family: one method of choosing a model. One folder below <c>Families</c> each; found by name.</summary>
public interface IRouterFamily : INamed
{
    /// <summary>A new options record with the paper's defaults; <see cref="Train"/> takes one of the same type.</summary>
    object DefaultOptions { get; }

    /// <summary>Trains a router. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="data">Features, labels and the cost cap.</param>
    /// <param name="options">Of the type of <see cref="DefaultOptions"/>, validated.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">There are no rows, or a model has no label at all.</exception>
    IRouter Train(TrainingSet data, object options, ulong seed, FitContext context);

    /// <summary>Reads what <see cref="IRouter.Write"/> of this family's routers wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    IRouter Read(ModelReader reader);
}
