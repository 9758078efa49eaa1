using OrleansRouter.Learning.Pieces;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>A method of estimating the conditional average treatment effect Δ(s) = E[o|s, t = 1] − E[o|s, t = 0].</summary>
public interface ICateLearner : INamed
{
    /// <summary>The nuisances that the method starts from.</summary>
    NuisanceKinds Needs { get; }

    /// <summary>The options with the published defaults of the method.</summary>
    CateOptions DefaultOptions { get; }

    /// <summary>Whether the method ends with a regression whose loss tells how free the effect may be, so that <see cref="CateOptions.ChooseEffect"/> matters.</summary>
    bool ChoosesEffect { get; }

    /// <summary>The loops of <see cref="Fit"/> from given nuisances that can be run elsewhere.</summary>
    /// <param name="options">Learners and folds.</param>
    /// <param name="rows">At most how many rows there are.</param>
    IReadOnlyList<FitLoop> Loops(CateOptions options, int rows);

    /// <summary>Estimates the effect. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">Learners, folds and floors.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="nuisances">What <see cref="Needs"/> names, at every row; null to cross-fit it.</param>
    /// <exception cref="ArgumentException">The data cannot teach an effect, an option is out of range, or a nuisance is missing.</exception>
    CateFit Fit(CausalData data, CateOptions options, ulong seed, FitContext context, Nuisances? nuisances = null);

    /// <summary>Reads what <see cref="IModel.Write"/> of this method's models wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    EffectModel Read(ModelReader reader);
}

/// <summary>An estimated effect and what was altered on the way to it.</summary>
/// <param name="Model">Δ̂.</param>
/// <param name="Rows">Number of rows n.</param>
/// <param name="ClippedPropensities">Rows whose p̂ was moved to a floor.</param>
/// <param name="DroppedRows">Rows that took no part in the last regression because of a floor.</param>
/// <param name="BoundedEffects">Rows at which Δ̂ was moved to its bound.</param>
/// <param name="Nuisances">How well the nuisances predict.</param>
public sealed record CateFit(EffectModel Model, int Rows, int ClippedPropensities, int DroppedRows, int BoundedEffects, NuisanceSummary Nuisances);
