using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>m̂ where there are no preferences: the mean of a ridge regression and of ℋ on the gold rows.</summary>
internal static class GoldRegression
{
    /// <summary>Fits it.</summary>
    public static GainModel Fit(Matrix<float> features, double[] gains, MetaRouterOptions options, ulong seed, FitContext context)
    {
        var smooth = new RidgeRegressor();
        IRegressor rough = LearnerSets.Get(options.Learner).Gain;
        return GainModel.Mean(
            GainModel.Of(smooth, smooth.Fit(features, gains, null, seed, context.Part(0, 0.2))),
            GainModel.Of(rough, rough.FitPieces(FinalRegression.Loop, features, gains, null, seed, context.Part(0.2, 1))));
    }
}
