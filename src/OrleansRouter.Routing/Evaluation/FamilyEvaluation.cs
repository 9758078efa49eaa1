using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>
/// Evaluates families on held-out queries: in every split encoder and families learn from the training rows only; then each chooses for
/// the test rows at every cost weight (quality weight 1, risk aversion 0) and earns what the data say. Beside them run best-fixed (the best
/// single model of the training rows at that weight), cheapest, random (in exact expectation) and the oracle.
/// </summary>
/// <remarks>On a query only models with both a score and a cost can be chosen, by every policy; queries without any are trained on only.</remarks>
public static class FamilyEvaluation
{
    /// <summary>Name of the policy that knows the outcome.</summary>
    public const string OracleName = "oracle";

    private static readonly string[] Baselines = ["best-fixed", "cheapest", "random"];

    /// <summary>Runs the evaluation. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="table">Kind A data with costs.</param>
    /// <param name="families">At least one.</param>
    /// <param name="encoders">Fits the encoder to the training prompts of each split.</param>
    /// <param name="options">Splits, cost weights, cost cap.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Options are out of range, or the data cannot be trained or tested on; the message says why.</exception>
    public static EvaluationReport Run(
        ScoreTable table, IReadOnlyList<EvaluatedFamily> families, IPromptEncoderFactory encoders, EvaluationOptions options, FitContext context)
    {
        Preference[] preferences = Preferences(FitGuard.Validated(options));
        EvaluatedFamily[] runs = [.. families.Concat(Baselines.Select(b => new EvaluatedFamily(RouterFamilies.Registry.Get(b)))).DistinctBy(f => f.Family.Name)];
        foreach (EvaluatedFamily run in runs)
        {
            OptionsBinder.Validated(run.Family, run.Options ?? run.Family.DefaultOptions);
        }

        double cap = options.CostCapUsd ?? CostCap.Of(table.CostsUsd);
        var ledgers = runs.Select(r => r.Family.Name).Append(OracleName)
            .ToDictionary(name => name, _ => preferences.Select(_ => new OutcomeLedger(table.Queries.Count)).ToArray());
        for (int s = 0; s < options.Seeds; s++)
        {
            FitContext part = context.Part(0.95 * s / options.Seeds, 0.95 * (s + 1) / options.Seeds);
            RunSplit(table, runs, encoders, HeldOutSplit.Of(table, options.TrainShare, options.FirstSeed, s, options.Seeds), cap, preferences, ledgers, part);
        }

        var summary = new EvaluationSummary(table.Queries.Count, ledgers, preferences, options, context);
        context.Progress?.Report(1);
        return new EvaluationReport
        {
            Method = string.Join('+', families.Select(f => f.Family.Name)),
            Seeds = options.Seeds,
            Source = table.Source,
            IsSimulated = table.IsSimulated,
            Queries = table.Queries.Count,
            QueriesWithoutOutcome = Enumerable.Range(0, table.Queries.Count).Count(i => !HeldOutSplit.HasOutcome(table, i)),
            Models = table.Models.Count,
            TrainShare = options.TrainShare,
            CostCapUsd = cap,
            Policies = ledgers.Keys.ToDictionary(name => name, summary.Points),
            Curves = ledgers.Keys.ToDictionary(name => name, summary.Curve),
        };
    }

    private static void RunSplit(
        ScoreTable table,
        EvaluatedFamily[] runs,
        IPromptEncoderFactory encoders,
        HeldOutSplit split,
        double cap,
        Preference[] preferences,
        Dictionary<string, OutcomeLedger[]> ledgers,
        FitContext context)
    {
        ScoreTable train = table.SelectRows(split.Train);
        IPromptEncoder encoder = encoders.Fit([.. train.Queries.Select(q => q.Prompt)], split.Seed, context.Part(0, 0.4));
        TrainingSet data = PolicyTrainer.Embed(train, encoder, cap, context with { Progress = null });
        Matrix<float> features = encoder.EncodeBatch([.. split.Test.Select(i => table.Queries[i].Prompt)], context with { Progress = null });
        for (int r = 0; r < runs.Length; r++)
        {
            FitContext part = context.Part(0.4 + (0.6 * r / runs.Length), 0.4 + (0.6 * (r + 1) / runs.Length));
            IRouterFamily family = runs[r].Family;
            IRouter router = family.Train(data, runs[r].Options ?? family.DefaultOptions, split.Seed, part.Part(0, 0.5));
            Record(ledgers[family.Name], (i, preference) =>
                RowOutcome.Expected(router, features.Row(i), preference, table, split.Test[i], cap));
        }

        Record(ledgers[OracleName], (i, preference) => RowOutcome.Oracle(preference, table, split.Test[i], cap));
        context.Progress?.Report(1);

        void Record(OutcomeLedger[] ledgersByWeight, Func<int, Preference, RowOutcome> outcome)
        {
            for (int w = 0; w < preferences.Length; w++)
            {
                var outcomes = new RowOutcome[split.Test.Length];
                Parallel.For(0, outcomes.Length, context.ParallelOptions, i => outcomes[i] = outcome(i, preferences[w]));
                ledgersByWeight[w].Add(split.Test, outcomes);
            }
        }
    }

    private static Preference[] Preferences(EvaluationOptions options)
    {
        Preference[] preferences = [.. options.CostWeights.Select(w => new Preference { CostWeight = w, RiskAversion = 0 }.Validated("Evaluation"))];
        return preferences.Length > 0 && options.CostWeights.Zip(options.CostWeights.Skip(1), (a, b) => a < b).All(ascends => ascends)
            ? preferences
            : throw new ArgumentException("Evaluation: costWeights must be at least one number, ascending.");
    }
}
