using OrleansRouter.Routing.Policies;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>What a policy is and what it was trained on.</summary>
internal static class PolicyReport
{
    public static void Write(Terminal terminal, Policy policy, string path, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(new { policy.Id, policy.Family, policy.ContentHash, Encoder = policy.Encoder.Name, policy.Options, policy.Summary, Path = path });
            return;
        }

        TrainingSummary summary = policy.Summary;
        terminal.WriteLine($"{path}: policy {policy.Id}{(summary.IsSimulated ? " (trained on SIMULATED data)" : "")}");
        terminal.WriteLine($"{summary.Rows} rows of {summary.Source}; cost cap {Tables.Usd(summary.CostCapUsd)} USD per call; best fixed {summary.BestFixedModelId}; cheapest {summary.CheapestModelId}");
        Table models = Tables.Create("model", "labels", "mean score", "mean cost (USD)");
        foreach (ModelSummary model in summary.Models)
        {
            models.Add(model.Id, $"{model.Labels}", Tables.Score(model.MeanScore), Tables.Usd(model.MeanCostUsd));
        }

        terminal.Results.Write(models);
    }
}
