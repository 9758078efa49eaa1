using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Ridge;

/// <summary>
/// Ridge regression of quality and normalised cost, and of risk where queries were observed repeatedly, for every model; the choice is
/// argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
public sealed class RidgeFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "ridge";

    /// <inheritdoc/>
    public object DefaultOptions => new RidgeRouterOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        RidgeRouterOptions ridge = FamilyOptions.As<RidgeRouterOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        Matrix<double> targets = TargetColumns.Of(data.Validated());
        MultiLinearModel expectations = ridge is { Penalty: null, Choice: PenaltyChoice.Utility }
            ? FitByUtility(data, targets, ridge.ToRidgeOptions(), context)
            : MultiRidge.Fit(data.Features, targets, null, ridge.ToRidgeOptions(), context).Model;
        return new RidgeRouter([.. data.Models], expectations);
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => RidgeRouter.Read(reader);

    private static MultiLinearModel FitByUtility(TrainingSet data, Matrix<double> targets, RidgeOptions options, FitContext context)
    {
        RidgePath path = RidgePath.Of(data.Features, targets, null, options, context.Part(0, 0.4));
        (int quality, int other) = new PenaltySearch(path, targets, data.Models.Count, context.Part(0.4, 1)).Choose();
        int[] penalties = new int[targets.Columns];
        penalties.AsSpan(0, data.Models.Count).Fill(quality);
        penalties.AsSpan(data.Models.Count).Fill(other);
        return path.Model(penalties);
    }
}
