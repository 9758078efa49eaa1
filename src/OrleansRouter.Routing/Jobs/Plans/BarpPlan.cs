using System.Collections.Concurrent;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Barp;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// BaRP on kind A data: the same bytes as <see cref="Policies.PolicyTrainer"/> gives. Where a mini-batch is cut into shards, a round is one step: every
/// task computes the gradient of its shard, and every machine makes the step of all of them. Where a batch is one shard, a round is one pass.
/// </summary>
public sealed class BarpPlan : EmbeddingPlan
{
    private const string Gradients = "gradients";

    // Rounds whose results stay for machines that join late; the first of them tells the whole state, all of them a gradient per shard.
    private const int Lap = 64;
    private const int MaxBatchRows = 1 << 20;

    /// <inheritdoc/>
    public override string Name => "barp";

    /// <inheritdoc/>
    public override void Validate(JobRequest request)
    {
        base.Validate(request);
        this.Require(request.Families is [{ Name: "barp" }], "the one family is 'barp'.");
        BarpOptions options = OptionsOf(request);
        long rows = (long)Math.Max(options.BatchRows, options.ShardQueries ?? 0) * options.RowsPerQuery;
        this.Require(rows <= MaxBatchRows, $"a batch has {rows} rows (queries × draws × preferencesPerOutcome); expected at most {MaxBatchRows}.");
    }

    private protected override JobData Read(JobWork work) => JobData.OfScores(work);

    private protected override void WritePrepared(JobWork work, JobData data, ModelWriter writer) =>
        writer.Write(BarpFamily.Open(LabelsOf(work, data), OptionsOf(work.Request)).UsableQueries().Length);

    private protected override IEnumerable<JobStage> Middle(JobRequest request, int rows, ModelReader prepared) =>
        [StageOf(request, prepared.ReadInt32(1, int.MaxValue))];

    private protected override byte[] RunMiddle(JobWork work)
    {
        if (work.Stage != Gradients)
        {
            return base.RunMiddle(work);
        }

        // Nobody else uses the training that a task has taken; one whose task was stopped is in an unknown state, and not put back.
        ConcurrentBag<BarpTraining> idle = work.Memory.Get("trainings", () => new ConcurrentBag<BarpTraining>());
        JobStage stage = StageOf(work.Request, queries: Prepared(work, out _).ReadInt32());
        BarpTraining training = CaughtUp(idle.TryTake(out BarpTraining? known) ? known : null, stage, work);
        byte[] result = JobWork.Bytes(writer => RunRound(training, stage, work, writer));
        idle.Add(training);
        return result;
    }

    private protected override IRouter Train(JobWork work, IRouterFamily family, object options) =>
        family.Read(new ModelReader(work.Results(Gradients).First().ReadBytes()));

    /// <summary>The last round makes no step: its first task tells the policy.</summary>
    private JobStage StageOf(JobRequest request, int queries)
    {
        BarpOptions options = OptionsOf(request);
        int shards = options.ShardsOf(Math.Min(queries, options.BatchRows));
        long rounds = shards == 1 ? options.Epochs : (long)options.Epochs * BarpSchedule.StepsOf(queries, options);
        this.Require(rounds < int.MaxValue / shards, $"{rounds} steps of {shards} shards each are more than a job can count; raise batchRows or lower epochs.");
        return new JobStage(Gradients, shards, [JobStage.Prepare.Name, Embed], (int)rounds + 1, shards == 1 ? 1 : Lap);
    }

    private void RunRound(BarpTraining training, JobStage stage, JobWork work, ModelWriter writer)
    {
        if (work.Round == stage.Rounds - 1)
        {
            IRouter? router = work.Task > 0 ? null : BarpFamily.RouterOf(TrainingSetOf(work).Models, training.Finish(work.Context), OptionsOf(work.Request));
            WriteBlock(writer, router is null ? null : router.Write);
        }
        else if (stage.Tasks == 1)
        {
            training.RunPass(work.Context);
            WriteBlock(writer, training.Write);
        }
        else
        {
            WriteBlock(writer, work.Task == 0 && work.Round % stage.Lap == 0 ? training.Write : null);
            training.Compute(work.Task, writer);
        }
    }

    /// <summary>A training in the state before the round: the one that is known, unless it is behind what the results can tell.</summary>
    private BarpTraining CaughtUp(BarpTraining? known, JobStage stage, JobWork work)
    {
        bool isPass = stage.Tasks == 1;
        int first = isPass ? work.Round : stage.FirstRead(work.Round);
        long RoundOf(BarpTraining training) => isPass ? training.Passes : training.Steps;
        BarpTraining training = known is not null && RoundOf(known) >= first && RoundOf(known) <= work.Round ? known : Restored(work);
        while (RoundOf(training) < work.Round)
        {
            training.Apply(work.Recent[(int)RoundOf(training) - first].Select(AfterBlock), work.Context);
        }

        return training;
    }

    /// <summary>A training in the state that the first of the results tells.</summary>
    private BarpTraining Restored(JobWork work)
    {
        BarpOptions options = OptionsOf(work.Request);
        TrainingSet data = TrainingSetOf(work);
        LastRefit refits = work.Memory.Get("refit", () => new LastRefit());
        var training = new BarpTraining(data.Features, BarpFamily.Open(data, options), options, work.Request.Seed, work.Context.Threads, refits);
        if (work.Round > 0)
        {
            training.Read(new ModelReader(new ModelReader(work.Recent[0][0]).ReadBytes()), work.Context);
        }

        return training;
    }

    private static void WriteBlock(ModelWriter writer, Action<ModelWriter>? content) => writer.Write(content is null ? [] : JobWork.Bytes(content).AsSpan());

    private static ModelReader AfterBlock(byte[] result)
    {
        var reader = new ModelReader(result);
        _ = reader.ReadBytes();
        return reader;
    }

    private static BarpOptions OptionsOf(JobRequest request) => (BarpOptions)request.Families[0].BoundOptions;
}
