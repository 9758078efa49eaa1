using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>
/// Simulated kind B data with the truth behind them. For the pair (A, B) of one query s: m(s) = E[r|s], η(s) = E[y|s], Δ(s) = m(s) − η(s),
/// each the difference of its values for A and B.
/// </summary>
/// <param name="Table">Both labels of every response; <see cref="LabelTable.GoldLabelled"/> says which mechanism really judged the query.</param>
/// <param name="World">The models and tasks.</param>
/// <param name="Prompts">Task and difficulty of every query.</param>
/// <param name="ExpectedGold">n × K expected gold scores: m per model.</param>
/// <param name="ExpectedJudge">n × K expected scores by the judge: η per model.</param>
/// <param name="GoldPropensity">p(s) = P(t = 1|s), length n.</param>
public sealed record SimulatedLabels(
    LabelTable Table, SimulatedWorld World, IReadOnlyList<SimulatedPrompt> Prompts,
    Matrix<double> ExpectedGold, Matrix<double> ExpectedJudge, double[] GoldPropensity)
{
    /// <summary>Name of the cheap judge.</summary>
    public const string Judge = "simulated-judge";

    /// <summary>m(s) of model <paramref name="a"/> against <paramref name="b"/> on one query.</summary>
    public double GoldGain(int query, int a, int b) => ExpectedGold[query, a] - ExpectedGold[query, b];

    /// <summary>η(s) of model <paramref name="a"/> against <paramref name="b"/> on one query.</summary>
    public double PreferenceGain(int query, int a, int b) => ExpectedJudge[query, a] - ExpectedJudge[query, b];

    /// <summary>Δ(s) = m(s) − η(s) of model <paramref name="a"/> against <paramref name="b"/> on one query.</summary>
    public double Shift(int query, int a, int b) => GoldGain(query, a, b) - PreferenceGain(query, a, b);
}
