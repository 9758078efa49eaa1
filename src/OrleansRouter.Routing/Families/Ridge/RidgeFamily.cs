using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Ridge;

/// <summary>
/// Ridge regression of quality and normalised cost, and of risk where queries were observed repeatedly, for every model; the choice is
/// argmax_k w_q·q̂ − λ·ĉ − β·σ̂. By default the penalty of every regression is the one of the smallest leave-one-out error.
/// </summary>
public sealed class RidgeFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "ridge";

    /// <inheritdoc/>
    public object DefaultOptions => new RidgeOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        RidgeOptions ridge = FamilyOptions.As<RidgeOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        Matrix<double> targets = TargetColumns.Of(data.Validated());
        return new RidgeRouter([.. data.Models], MultiRidge.Fit(data.Features, targets, null, ridge, context).Model);
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => RidgeRouter.Read(reader);
}
