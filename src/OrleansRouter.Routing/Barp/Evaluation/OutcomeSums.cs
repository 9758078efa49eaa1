namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>What one policy earned at one preference in one split, per task.</summary>
internal sealed class OutcomeSums
{
    private readonly Dictionary<string, (double Score, double CostUsd, double NormalisedCost, int Count)> _byTask = [];

    /// <summary>Adds one query.</summary>
    public void Add(string task, double score, double costUsd, double normalisedCost)
    {
        var sum = _byTask.GetValueOrDefault(task);
        _byTask[task] = (sum.Score + score, sum.CostUsd + costUsd, sum.NormalisedCost + normalisedCost, sum.Count + 1);
    }

    /// <summary>The mean over all queries of the tasks; NaN where they have none.</summary>
    public MeanOutcome Mean(params ReadOnlySpan<string> tasks)
    {
        double score = 0, cost = 0, normalised = 0;
        int count = 0;
        foreach (string task in tasks)
        {
            var sum = _byTask.GetValueOrDefault(task);
            (score, cost, normalised, count) = (score + sum.Score, cost + sum.CostUsd, normalised + sum.NormalisedCost, count + sum.Count);
        }

        return new MeanOutcome(score / count, cost / count, normalised / count);
    }
}

/// <summary>A mean over queries.</summary>
/// <param name="Score">Of q.</param>
/// <param name="CostUsd">Of c.</param>
/// <param name="NormalisedCost">Of c̃.</param>
internal readonly record struct MeanOutcome(double Score, double CostUsd, double NormalisedCost);
