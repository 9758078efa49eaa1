using System.Globalization;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

public static partial class Simulator
{
    /// <summary>
    /// Kind A data with a judge beside them: the scores s become gold. With b = B·a_k·h(q) and a_k from −1 (cheapest model) to 1 (dearest) the judge does not
    /// look at the answer with probability |b|, and then scores it 0 where b is positive and 1 where it is negative; else it scores s. So the shift
    /// of model k is Δ_k(q) = |b|·(m_k(q) − [b &lt; 0]), and no score leaves [0, 1].
    /// </summary>
    /// <param name="table">Scores in [0, 1], with a known cost of every model.</param>
    /// <param name="options">The judge.</param>
    /// <exception cref="ArgumentException">An option or a score is out of range, a model has no known cost, or there are too few models or tasks for what is asked.</exception>
    public static LabelTable Judge(ScoreTable table, JudgeSimulationOptions options)
    {
        FitGuard.Validated(options);
        double[] tilts = Tilts(table), shapes = Shapes(table, options.Bias), noGains = new double[table.Queries.Count];
        noGains.AsSpan().Fill(double.NaN);
        var judge = new Matrix<double>(table.Scores.Rows, table.Scores.Columns);
        bool[] goldLabelled = new bool[judge.Rows];
        for (int i = 0; i < judge.Rows; i++)
        {
            var rng = Rng.Stream(options.Seed, (ulong)i);
            for (int k = 0; k < judge.Columns; k++)
            {
                double score = table.Scores[i, k], bias = options.BiasSize * tilts[k] * shapes[i];
                bool looks = rng.NextDouble() >= Math.Abs(bias);
                judge[i, k] = double.IsNaN(score) || (looks && score is >= 0 and <= 1) ? score
                    : score is >= 0 and <= 1 ? (bias > 0 ? 0 : 1)
                    : throw new ArgumentException($"{table.Source}: query '{table.Queries[i].Id}', model '{table.Models[k]}' has score {score:R}; a judge is simulated beside scores in [0, 1].");
            }

            goldLabelled[i] = rng.NextDouble() < options.GoldShare;
        }

        return new LabelTable
        {
            Source = string.Create(CultureInfo.InvariantCulture, $"{table.Source} with a simulated judge: bias {options.Bias} × {options.BiasSize}, seed {options.Seed}"),
            IsSimulated = true,
            Models = table.Models,
            Queries = table.Queries,
            Sources = [new LabelSource(LabelTable.Gold, table.Scores, noGains), new LabelSource(SimulatedLabels.Judge, judge, noGains)],
            Pairs = [.. table.Queries.Select(_ => (-1, -1))],
            Improper = new bool[table.Queries.Count],
            GoldLabelled = options.GoldShare is null ? null : goldLabelled,
            CostsUsd = table.CostsUsd,
        };
    }

    /// <summary>a_k: evenly from −1 for the model of the smallest mean cost to 1 for that of the largest.</summary>
    private static double[] Tilts(ScoreTable table)
    {
        int models = table.Models.Count;
        double[] costs = [.. Enumerable.Range(0, models).Select(k => MeanCost(table, k))];
        int[] order = [.. Enumerable.Range(0, models).OrderBy(k => costs[k])];
        return models >= 2
            ? [.. Enumerable.Range(0, models).Select(k => (2.0 * Array.IndexOf(order, k) / (models - 1)) - 1)]
            : throw new ArgumentException($"{table.Source}: there is {models} model; labels compare models, so at least 2 are needed.");
    }

    private static double MeanCost(ScoreTable table, int model)
    {
        double[] known = [.. Enumerable.Range(0, table.CostsUsd.Rows).Select(i => table.CostsUsd[i, model]).Where(double.IsFinite)];
        return known.Length > 0
            ? known.Average()
            : throw new ArgumentException($"{table.Source}: model '{table.Models[model]}' has no known cost; the judge's bias goes by the order of the costs.");
    }

    /// <summary>h of every query, in [−1, 1].</summary>
    private static double[] Shapes(ScoreTable table, BiasShape bias)
    {
        string[] tasks = [.. table.Queries.Select(query => query.Task).Distinct().Order(StringComparer.Ordinal)];
        int[] lengths = [.. table.Queries.Select(query => query.Prompt.Length).Order()];
        return bias switch
        {
            BiasShape.None => new double[table.Queries.Count],
            BiasShape.Constant => [.. table.Queries.Select(_ => 1.0)],
            BiasShape.Linear => [.. table.Queries.Select(query => LengthRank(lengths, query.Prompt.Length))],
            BiasShape.Halves when tasks.Length >= 2 => [.. table.Queries.Select(query => IsFirstHalf(Array.IndexOf(tasks, query.Task), tasks.Length) ? 1.0 : -1)],
            BiasShape.Step when tasks.Length >= 2 => [.. table.Queries.Select(query => IsFavoured(Array.IndexOf(tasks, query.Task)) ? 1.0 : -1)],
            _ => throw new ArgumentException($"{table.Source}: all queries are of one task; bias {bias} needs at least 2."),
        };
    }

    /// <summary>The middle rank of equal lengths, from −1 to 1; 0 where all are equal.</summary>
    private static double LengthRank(int[] sorted, int length)
    {
        int shorter = LowerBound(sorted, length), notLonger = LowerBound(sorted, length + 1);
        return (double)(shorter + notLonger - sorted.Length) / sorted.Length;
    }

    /// <summary>How many values are smaller.</summary>
    private static int LowerBound(int[] sorted, int value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
