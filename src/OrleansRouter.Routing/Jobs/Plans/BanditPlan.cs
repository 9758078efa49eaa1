using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// Bandit statistics of labelled rows on top of a trained policy, LinUCB by default: every shard is learned from nothing, and the sums of
/// all shards are added in their order.
/// </summary>
public sealed class BanditPlan : IJobPlan
{
    private const string Learn = "learn";
    private const string Publish = "publish";

    /// <inheritdoc/>
    public string Name => "bandit";

    /// <inheritdoc/>
    public void Validate(JobRequest request)
    {
        FitGuard.Validated(request.Bandit);
        this.Require(request.Files.Any(file => file.Role == JobFileRole.Data), "expected at least one data file.");
        this.Require(request.Files.Count(file => file.Role == JobFileRole.BasePolicy) == 1, "expected one file with the policy to go on from.");
        this.Require(request.Families.Count == 0, "the family is that of the base policy; name none.");
        this.Require(
            OnlineLearners.Registry.All.Any(learner => learner.Name == request.Bandit.Learner),
            $"no learner '{request.Bandit.Learner}'; there are: {string.Join(", ", OnlineLearners.Registry.All.Select(l => l.Name))}.");
        this.Require(request.Bandit.Forgetting is 1, $"forgetting is {request.Bandit.Forgetting:R}; rows of a table have no order to forget in, so it must be 1.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobStage> Stages(JobRequest request, byte[] prepared) =>
    [
        new JobStage(Learn, JobWork.Shards(request, new ModelReader(prepared).ReadInt32(1, int.MaxValue)), []),
        new JobStage(Publish, 1, [Learn]),
    ];

    /// <inheritdoc/>
    public byte[] Run(JobWork work) => work.Stage switch
    {
        _ when work.Stage == JobStage.Prepare.Name => JobWork.Bytes(writer => writer.Write(Checked(work).Queries.Count)),
        Learn => JobWork.Bytes(LearnShard(work).Write),
        Publish => PolicyFile.ToBytes(Merged(work).Publish(version: 1)),
        _ => throw new ArgumentException($"Training '{Name}' has no stage '{work.Stage}'."),
    };

    private static IOnlineLearner LearnerOf(JobWork work) => OnlineLearners.Registry.Get(work.Request.Bandit.Learner);

    private static Policy BaseOf(JobWork work) => work.Memory.Get("base", () => PolicyFile.Load(work.FilesOf(JobFileRole.BasePolicy).Single()));

    private static ScoreTable TableOf(JobWork work) => work.Memory.Get(
        "table", () => ScoreTableReader.Read(work.FilesOf(JobFileRole.Data), work.Context.CancellationToken));

    private ScoreTable Checked(JobWork work)
    {
        ScoreTable table = TableOf(work);
        string[] unknown = [.. table.Models.Where(model => BaseOf(work).IndexOf(model) < 0)];
        this.Require(table.Queries.Count > 0, $"{table.Source}: there are no rows to train on.");
        this.Require(unknown.Length == 0, $"{table.Source}: the base policy does not know {string.Join(", ", unknown)}; it knows: {string.Join(", ", BaseOf(work).Router.Models)}.");
        return table;
    }

    private static IOnlineState LearnShard(JobWork work)
    {
        (int start, int end) = work.Shard(TableOf(work).Queries.Count);
        OnlineOutcome[] outcomes = [.. Enumerable.Range(start, end - start).SelectMany(row => OutcomesOf(TableOf(work), row, BaseOf(work)))];
        return LearnerOf(work).Start(BaseOf(work), work.Request.Bandit).Learn(outcomes);
    }

    /// <summary>Every label of a row as the outcome of a choice that was sure.</summary>
    private static IEnumerable<OnlineOutcome> OutcomesOf(ScoreTable table, int row, Policy basePolicy)
    {
        float[] embedding = new float[basePolicy.Encoder.Dimensions];
        basePolicy.Encoder.Encode(table.Queries[row].Prompt, embedding);
        return Enumerable.Range(0, table.Models.Count).Where(k => double.IsFinite(table.Scores[row, k])).Select(k => new OnlineOutcome
        {
            Embedding = embedding,
            Preference = Preference.Default,
            ModelId = table.Models[k],
            Propensity = 1,
            Score = table.Scores[row, k],
            CostUsd = double.IsFinite(table.CostsUsd[row, k]) ? table.CostsUsd[row, k] : null,
        });
    }

    private static IOnlineState Merged(JobWork work) => work.Results(Learn)
        .Select(shard => LearnerOf(work).Read(BaseOf(work), work.Request.Bandit, shard))
        .Aggregate((sum, next) => sum.Merge(next) ?? throw new ArgumentException($"What learner '{LearnerOf(work).Name}' knows does not add up over shards."));
}
