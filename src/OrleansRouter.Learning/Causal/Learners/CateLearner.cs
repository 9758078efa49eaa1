using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>What all effect learners do alike: check, cross-fit, bound, count and summarise. A method adds its equation.</summary>
public abstract class CateLearner : ICateLearner
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract NuisanceKinds Needs { get; }

    /// <inheritdoc/>
    public virtual CateOptions DefaultOptions => new();

    /// <inheritdoc/>
    public virtual bool ChoosesEffect => false;

    /// <inheritdoc/>
    public IReadOnlyList<FitLoop> Loops(CateOptions options, int rows) => ChoosesEffect ? EffectChoice.Loops(options, rows) : [];

    /// <inheritdoc/>
    public CateFit Fit(CausalData data, CateOptions options, ulong seed, FitContext context, Nuisances? nuisances = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.Validated();
        FitGuard.Validated(options);
        context.CancellationToken.ThrowIfCancellationRequested();
        nuisances = (nuisances ?? CrossFitting.Fit(data, Needs, options, seed, context.Part(0, 0.7))).Validated(Needs, data.Count);
        FittedEffect fitted = FitEffect(data, nuisances, options, Rng.Stream(seed, 1).NextUInt64(), context.Part(0.7, 1));
        var model = new EffectModel(Name, fitted.Effect, options.EffectBound);
        return new CateFit(
            model, data.Count, fitted.ClippedPropensities, fitted.DroppedRows, model.CountBounded(data.Features), NuisanceSummary.Of(data, nuisances));
    }

    /// <inheritdoc/>
    public EffectModel Read(ModelReader reader) => EffectModel.Read(reader, Name, ReadEffect);

    /// <summary>Fits the effect from data and nuisances that are checked.</summary>
    private protected abstract FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context);

    private protected abstract IEffect ReadEffect(ModelReader reader);

    /// <summary>The candidate that is chosen; or the effect's own regression, also where the floors leave fewer than two rows of a source and no loss could tell candidates apart.</summary>
    private protected static LinearEffect LastStage(EffectRegression regression, CateOptions options, ulong seed, FitContext context) => options.ChooseEffect && EffectChoice.IsPossible(regression)
        ? EffectChoice.Fit(regression, options, seed, context)
        : EffectCandidates.Regression(options.Effect)(regression, seed, context);

    /// <summary>The rows of positive weight, for a regression of <paramref name="targets"/>.</summary>
    /// <exception cref="NoOverlapException">There are none.</exception>
    private protected static FittedRegression Regress(
        IRegressor learner, CausalData data, double[] targets, double[]? weights, ulong seed, FitContext context, Func<int, bool> isKept)
    {
        int[] rows = [.. Enumerable.Range(0, data.Count).Where(i => isKept(i) && (weights?[i] ?? 1) > 0)];
        return rows.Length > 0
            ? FittedRegression.Fit(
                learner, data.Features.SelectRows(rows), [.. rows.Select(i => targets[i])], weights is null ? null : [.. rows.Select(i => weights[i])], seed, context)
            : throw new NoOverlapException(data.Count);
    }
}

/// <summary>A fitted effect and what the floors did on the way.</summary>
internal sealed record FittedEffect(IEffect Effect, int ClippedPropensities = 0, int DroppedRows = 0);
