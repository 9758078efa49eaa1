using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

public static partial class Simulator
{
    /// <summary>
    /// Kind B: gold and one cheap judge give every response 0 or 1. With quality p_k(s) of the world, B the bias size and a_k from −1 (cheapest
    /// model) to 1 (dearest): gold has mean m_k(s) = B + (1 − 2B)·p_k(s), the judge η_k(s) = m_k(s) − Δ_k(s) with Δ_k(s) = B·a_k·h(s), so that both are
    /// probabilities without any clipping. Where h is positive the judge underrates dear models and overrates cheap ones.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range, or there are too few models or tasks for what is asked.</exception>
    public static SimulatedLabels Labels(LabelSimulationOptions options, CancellationToken cancellationToken = default)
    {
        var world = SimulatedWorld.Create(options);
        var prompts = new SimulatedPrompt[options.Queries];
        double[] propensity = new double[options.Queries];
        bool[] labelled = new bool[options.Queries];
        Matrix<double> gold = NewMatrix(options), judge = NewMatrix(options), costs = NewMatrix(options);
        Matrix<double> expectedGold = NewMatrix(options), expectedJudge = NewMatrix(options);
        for (int i = 0; i < options.Queries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rng = QueryRng(options, i);
            SimulatedPrompt prompt = prompts[i] = SimulatedPrompt.Draw(rng, i, options.Tasks);
            propensity[i] = GoldPropensity(options, prompt.Task);
            labelled[i] = Bernoulli(rng, propensity[i]) == 1;
            for (int k = 0; k < options.Models; k++)
            {
                SimulatedModel model = world.Models[k];
                expectedGold[i, k] = options.BiasSize + ((1 - (2 * options.BiasSize)) * model.Quality(prompt));
                expectedJudge[i, k] = expectedGold[i, k] - Shift(options, prompt, k);
                gold[i, k] = Bernoulli(rng, expectedGold[i, k]);
                judge[i, k] = Bernoulli(rng, expectedJudge[i, k]);
                costs[i, k] = model.CostUsd(prompt.InputTokens, DrawTokens(rng, world.ExpectedAnswerTokens(k, prompt)));
            }
        }

        return new SimulatedLabels(NewTable(options, world, prompts, gold, judge, costs, labelled), world, prompts, expectedGold, expectedJudge, propensity);
    }

    /// <summary>Δ_k(s) = B·a_k·h(s).</summary>
    private static double Shift(LabelSimulationOptions options, SimulatedPrompt prompt, int model)
    {
        double tilt = (2.0 * model / (options.Models - 1)) - 1;
        double shape = options.Bias switch
        {
            BiasShape.None => 0,
            BiasShape.Constant => 1,
            BiasShape.Linear => (2 * prompt.Difficulty) - 1,
            BiasShape.Step => IsFavoured(prompt.Task) ? 1 : -1,
            BiasShape.Halves => IsFirstHalf(prompt.Task, options.Tasks) ? 1 : -1,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Bias, "Expected a shape of the bias."),
        };
        return options.BiasSize * tilt * shape;
    }

    private static bool IsFirstHalf(int task, int tasks) => 2 * task < tasks;

    private static double GoldPropensity(LabelSimulationOptions options, int task)
    {
        double favouredShare = (options.Tasks + 1) / 2 / (double)options.Tasks;
        double elsewhere = options.Overlap == LabelOverlap.Weak ? options.GoldShare / 10 : 0;
        return options.Overlap switch
        {
            LabelOverlap.Full => options.GoldShare,
            LabelOverlap.Disjoint => IsFavoured(task) ? 1 : 0,
            _ => IsFavoured(task) ? (options.GoldShare - ((1 - favouredShare) * elsewhere)) / favouredShare : elsewhere,
        };
    }

    /// <summary>The first, third, … task: where gold labels are, if they are not everywhere.</summary>
    private static bool IsFavoured(int task) => task % 2 == 0;

    private static LabelTable NewTable(
        LabelSimulationOptions options, SimulatedWorld world, SimulatedPrompt[] prompts, Matrix<double> gold, Matrix<double> judge, Matrix<double> costs, bool[] labelled)
    {
        double[] noGains = new double[options.Queries];
        noGains.AsSpan().Fill(double.NaN);
        return new LabelTable
        {
            Source = Source("labels", options),
            IsSimulated = true,
            Models = ModelNames(world),
            Queries = [.. prompts.Select(x => x.Query)],
            Sources = [new LabelSource(LabelTable.Gold, gold, noGains), new LabelSource(SimulatedLabels.Judge, judge, noGains)],
            Pairs = [.. prompts.Select(_ => (-1, -1))],
            Improper = new bool[options.Queries],
            GoldLabelled = labelled,
            CostsUsd = costs,
        };
    }
}
