using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>ope --policy POLICY --log FILE…</c>: what a policy would have earned on logged decisions.</summary>
internal static class OpeCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new PolicyEvaluationOptions();
        var policy = new Option<string>("--policy") { Description = "A policy file (.orp).", Required = true };
        var log = new Option<string[]>("--log")
        {
            Description = "Exported decisions (.jsonl or .jsonl.gz), as 'decisions export' writes them; several are read as one log.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var clip = new Option<double>("--clip") { Description = "Cap of the importance weights.", DefaultValueFactory = _ => defaults.MaxWeight };
        var confidence = new Option<double>("--confidence") { Description = "Share of intervals that cover the truth.", DefaultValueFactory = _ => defaults.Confidence };
        var quality = new Option<double>("--quality-weight") { Description = "Value of a score of 1.", DefaultValueFactory = _ => defaults.Reward.QualityWeight };
        var cost = new Option<double>("--cost-weight")
        {
            Description = "Value of a call at the policy's cost cap, which is subtracted; 0 looks at scores alone.",
            DefaultValueFactory = _ => defaults.Reward.CostWeight,
        };
        Option<ulong> seed = SharedOptions.Seed();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("ope", "Estimate what a policy would have earned on logged decisions.") { policy, log, clip, confidence, quality, cost, seed, json };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            Policy evaluated = PolicyFile.Load(parsed.GetRequiredValue(policy));
            var reward = new RewardRule { QualityWeight = parsed.GetValue(quality), CostWeight = parsed.GetValue(cost), CostCapUsd = evaluated.Summary.CostCapUsd };
            var options = new PolicyEvaluationOptions
            {
                MaxWeight = parsed.GetValue(clip),
                Confidence = parsed.GetValue(confidence),
                Seed = parsed.GetValue(seed),
                Reward = reward,
            };
            string[] files = parsed.GetRequiredValue(log);
            PolicyEvaluation report = await ProgressBar.RunAsync(
                terminal, "Reading decisions", progress => Evaluate(evaluated, options, files, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
            OpeReport.Write(terminal, report, parsed.GetValue(json));
        });
        return command;
    }

    private static PolicyEvaluation Evaluate(
        Policy policy, PolicyEvaluationOptions options, string[] files, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var evaluator = new PolicyEvaluator(policy, options);
        var context = new FitContext(Threads: 1, progress, cancellationToken);
        ReadAll(files, evaluator.Learn, context.Part(0, 0.5));
        ReadAll(files, evaluator.Add, context.Part(0.5, 1));
        return evaluator.Report();
    }

    private static void ReadAll(string[] files, Action<LoggedChoice> add, FitContext context)
    {
        foreach ((int i, string file) in files.Index())
        {
            IProgress<double>? progress = context.Part((double)i / files.Length, (i + 1.0) / files.Length).Progress;
            foreach (LoggedChoice choice in ChoiceLogFile.Read(file, context.CancellationToken, progress))
            {
                add(choice);
            }
        }
    }
}
