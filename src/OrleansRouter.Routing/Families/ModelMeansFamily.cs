using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>The form that the baselines share: they learn the mean of every model and do not read the prompt.</summary>
public abstract class ModelMeansFamily : IRouterFamily
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public object DefaultOptions => new NoOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        FamilyOptions.As<NoOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        return Create(ModelMeans.Of(data.Validated()));
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => Create(ModelMeans.Read(reader, Name));

    private protected abstract ModelMeansRouter Create(ModelMeans means);
}
