using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Causal;

/// <summary>
/// Simulated rows with known functions: s standard normal in 4 dimensions, μ₀ = s₁, Δ = ½ + s₀, p = 0.2 where s₂ &lt; 0 and 0.6 elsewhere,
/// noise of standard deviation ½.
/// </summary>
internal sealed class EffectWorld
{
    public EffectWorld(int rows, ulong seed)
    {
        Matrix<float> features = LearnerData.Features(rows, 4, seed);
        var rng = Rng.Stream(seed, 1);
        bool[] treated = [.. Enumerable.Range(0, rows).Select(i => rng.NextDouble() < PropensityOf(features.Row(i)))];
        Data = new CausalData
        {
            Features = features,
            Treated = treated,
            Outcomes = [.. treated.Select((t, i) => ControlOf(features.Row(i)) + (t ? EffectOf(features.Row(i)) : 0) + (0.5 * rng.NextGaussian()))],
        };
        Right = new Nuisances
        {
            Marginal = Of(row => ControlOf(row) + (PropensityOf(row) * EffectOf(row))),
            TreatedOutcome = Of(row => ControlOf(row) + EffectOf(row)),
            ControlOutcome = Of(row => ControlOf(row)),
            Propensity = Of(row => PropensityOf(row)),
        };
    }

    /// <summary>The rows.</summary>
    public CausalData Data { get; }

    /// <summary>The true nuisances at the rows.</summary>
    public Nuisances Right { get; }

    /// <summary>Linear outcomes and effects, small forests for the propensity: quick, and of the right form.</summary>
    public static CateOptions Options { get; } = new()
    {
        Outcome = new RidgeRegressor(),
        Effect = new RidgeRegressor(),
        Propensity = new RandomForestClassifier(new ForestOptions { Trees = 30, MinLeaf = 20 }),
        FloorScale = FloorScale.BaseRate,
    };

    /// <summary>Root mean square of Δ̂ − Δ over fresh rows.</summary>
    public static double Error(EffectModel model)
    {
        Matrix<float> fresh = LearnerData.Features(500, 4, 99);
        var effects = new double[fresh.Rows];
        model.Predict(fresh, effects);
        return LearnerData.RootMeanSquare(effects, [.. Enumerable.Range(0, fresh.Rows).Select(i => EffectOf(fresh.Row(i)))]);
    }

    /// <summary>One value per row.</summary>
    public double[] Of(Func<float[], double> function) => [.. Enumerable.Range(0, Data.Count).Select(i => function(Data.Features.Row(i).ToArray()))];

    private static double ControlOf(ReadOnlySpan<float> row) => row[1];

    private static double EffectOf(ReadOnlySpan<float> row) => 0.5 + row[0];

    private static double PropensityOf(ReadOnlySpan<float> row) => row[2] < 0 ? 0.2 : 0.6;
}
