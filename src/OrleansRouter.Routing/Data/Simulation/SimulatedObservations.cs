using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Simulated kind C data with the truth behind them.</summary>
/// <param name="Table">Every query × model × rewrite × decode once.</param>
/// <param name="World">The models and tasks.</param>
/// <param name="Prompts">Task and difficulty of every query.</param>
/// <param name="Mean">n × K true mean quality.</param>
/// <param name="InputSd">n × K true standard deviation over rewrites.</param>
/// <param name="OutputSd">n × K true standard deviation over decodes of one rewrite.</param>
/// <param name="ExpectedCostsUsd">n × K expected cost in US dollars.</param>
public sealed record SimulatedObservations(
    ObservationTable Table, SimulatedWorld World, IReadOnlyList<SimulatedPrompt> Prompts,
    Matrix<double> Mean, Matrix<double> InputSd, Matrix<double> OutputSd, Matrix<double> ExpectedCostsUsd)
{
    /// <summary>σ: true standard deviation of quality over rewrites and decodes together.</summary>
    public double Sd(int query, int model)
    {
        double input = InputSd[query, model], output = OutputSd[query, model];
        return Math.Sqrt((input * input) + (output * output));
    }
}
