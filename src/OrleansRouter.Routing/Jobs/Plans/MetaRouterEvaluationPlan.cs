using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>The Monte-Carlo comparison of meta-routers: the same report as <see cref="MetaRouterEvaluation"/> gives. Rounds are tasks.</summary>
public sealed class MetaRouterEvaluationPlan : IJobPlan
{
    private const string Rounds = "rounds";
    private const string Report = "report";

    /// <summary>So many tasks keep any number of workers busy.</summary>
    private const int MaxTasks = 1000;

    /// <summary>One task puts the report together: that many numbers are 400 MB.</summary>
    private const long MaxNumbers = 50_000_000;

    /// <inheritdoc/>
    public string Name => "meta-router-evaluation";

    /// <inheritdoc/>
    public JobYield Yields => JobYield.Report;

    /// <inheritdoc/>
    public void Validate(JobRequest request)
    {
        this.Require(request.Files.Count > 0 && request.Files.All(file => file.Role == JobFileRole.Data), "expected data files, at least one, and nothing else.");
        this.Require(request.Families.Count == 0, "what is compared is in evaluation.options.routers; name no families.");
        this.Require(request.Seed == 0 || request.Seed == OptionsOf(request).Seed, "the seed is evaluation.options.seed; name no other.");
        this.RequireEncoder(request);
        FitGuard.Validated(request.Evaluation);
        MetaRouterEvaluationOptions options = OptionsOf(request);
        MetaRouterEvaluation.Require(options);
        // Of every router and of the three that are always there.
        long numbers = (long)options.Rounds * options.Points * (options.Routers.Count + 3);
        this.Require(numbers <= MaxNumbers, $"rounds × points × routers are {numbers} numbers; expected at most {MaxNumbers}. Ask for fewer rounds or points.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobStage> Stages(JobRequest request, byte[] prepared) =>
        [new JobStage(Rounds, Tasks(request), [JobStage.Prepare.Name]), new JobStage(Report, 1, [JobStage.Prepare.Name, Rounds])];

    /// <inheritdoc/>
    public byte[] Run(JobWork work) => work.Stage switch
    {
        _ when work.Stage == JobStage.Prepare.Name => JobWork.Bytes(Prepare(work).Write),
        Rounds => JobWork.Bytes(writer => Play(work, writer)),
        Report => System.Text.Encoding.UTF8.GetBytes(MetaRouterEvaluation.Merge(LabelsOf(work), OptionsOf(work.Request), Played(work)).ToJson()),
        _ => throw new ArgumentException($"Evaluation '{Name}' has no stage '{work.Stage}'."),
    };

    private static MetaRouterEvaluationOptions OptionsOf(JobRequest request) => request.Evaluation.Options;

    private static int Tasks(JobRequest request) => Math.Min(MaxTasks, OptionsOf(request).Rounds);

    /// <summary>The rounds of a task: from the first up to before the second.</summary>
    private static (int Start, int End) RoundsOf(JobRequest request, int task)
    {
        (long rounds, int tasks) = (OptionsOf(request).Rounds, Tasks(request));
        return ((int)(task * rounds / tasks), (int)((task + 1) * rounds / tasks));
    }

    private PairedLabels Prepare(JobWork work)
    {
        (JobRequest request, MetaRouterEvaluationOptions options) = (work.Request, OptionsOf(work.Request));
        var labels = PairedLabels.Read(
            work.Files,
            table => request.Evaluation.Pair ?? throw new ArgumentException($"Evaluation '{Name}': {table.Source}: say which labels of which two models are meant (evaluation.pair)."),
            PromptEncoders.Registry.Get(request.Encoder), request.Evaluation.Components, options.Seed, work.Context);
        // Whether there are rows enough is the same in every round, but where sources are kept apart.
        _ = MonteCarloSplit.Draw(labels, options, Rng.Stream(options.Seed, 0));
        return labels;
    }

    private static PairedLabels LabelsOf(JobWork work) =>
        work.Memory.Get("labels", () => PairedLabels.Read(work.Results(JobStage.Prepare.Name).Single()));

    private static void Play(JobWork work, ModelWriter writer)
    {
        (int start, int end) = RoundsOf(work.Request, work.Task);
        for (int round = start; round < end; round++)
        {
            MonteCarloRound.Run(LabelsOf(work), OptionsOf(work.Request), round, work.Context).Write(writer);
        }
    }

    private static MonteCarloRound[] Played(JobWork work) =>
    [
        .. work.Results(Rounds).SelectMany((played, task) =>
        {
            (int start, int end) = RoundsOf(work.Request, task);
            return Enumerable.Range(start, end - start).Select(_ => MonteCarloRound.Read(played));
        }),
    ];
}
