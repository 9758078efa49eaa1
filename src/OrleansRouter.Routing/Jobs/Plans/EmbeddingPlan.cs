using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// What all plans share that fit an encoder to prompts and train families on the embedded rows: prepare, encoder, embed by shards, then the
/// stages of the derived plan, then one task per family.
/// </summary>
public abstract class EmbeddingPlan : IJobPlan
{
    private protected const string Encoder = "encoder";
    private protected const string Embed = "embed";
    private protected const string Policies = "policies";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual void Validate(JobRequest request)
    {
        this.Require(request.Files.Any(file => file.Role == JobFileRole.Data), "expected at least one data file.");
        this.Require(request.Families.Count > 0, "expected at least one family.");
        string? unknown = request.Families.FirstOrDefault(f => !RouterFamilies.Registry.All.Any(known => known.Name == f.Name))?.Name;
        this.Require(unknown is null, $"no family '{unknown}'; there are: {string.Join(", ", RouterFamilies.Registry.All.Select(f => f.Name))}.");
        this.RequireEncoder(request);
        foreach (JobFamily family in request.Families)
        {
            _ = family.BoundOptions;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<JobStage> Stages(JobRequest request, byte[] prepared)
    {
        ModelReader reader = AfterRows(new ModelReader(prepared), out int rows);
        JobStage[] middle = [.. Middle(request, rows, reader)];
        return
        [
            new JobStage(Encoder, 1, []),
            new JobStage(Embed, JobWork.Shards(request, rows), [Encoder]),
            .. middle,
            new JobStage(Policies, request.Families.Count, [Encoder, Embed, .. middle.Select(stage => stage.Name)]),
        ];
    }

    /// <inheritdoc/>
    public byte[] Run(JobWork work) => work.Stage switch
    {
        _ when work.Stage == JobStage.Prepare.Name => JobWork.Bytes(writer => Prepare(work, writer)),
        Encoder => JobWork.Bytes(Encoders(work).Fit(Data(work).Prompts, work.Request.Seed, work.Context).Write),
        Embed => JobWork.Bytes(writer => writer.Write(EmbedShard(work))),
        Policies => PolicyFile.ToBytes(Finish(work)),
        _ => RunMiddle(work),
    };

    /// <summary>Reads the data; called once per machine.</summary>
    private protected abstract JobData Read(JobWork work);

    /// <summary>The stages between embedding and policies.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="prepared">What <see cref="WritePrepared"/> wrote.</param>
    private protected virtual IEnumerable<JobStage> Middle(JobRequest request, int rows, ModelReader prepared) => [];

    /// <summary>Writes what <see cref="Middle"/> has to know.</summary>
    private protected virtual void WritePrepared(JobWork work, JobData data, ModelWriter writer)
    {
    }

    /// <summary>What <see cref="WritePrepared"/> wrote, for a task that needs the first stage.</summary>
    /// <param name="work">The task.</param>
    /// <param name="rows">Number of rows.</param>
    private protected static ModelReader Prepared(JobWork work, out int rows) => AfterRows(work.Results(JobStage.Prepare.Name).Single(), out rows);

    /// <summary>The labels before there are embeddings, for which one column of zeros stands.</summary>
    private protected TrainingSet LabelsOf(JobWork work, JobData data) => ToTrainingSet(work, data, new Matrix<float>(data.Prompts.Count, 1));

    /// <summary>Runs a task of the derived plan's own stages.</summary>
    private protected virtual byte[] RunMiddle(JobWork work) => throw new ArgumentException($"Training '{Name}' has no stage '{work.Stage}'.");

    /// <summary>What families learn from.</summary>
    private protected virtual TrainingSet ToTrainingSet(JobWork work, JobData data, Matrix<float> features) =>
        PolicyTrainer.ToTrainingSet(data.Labels, features, data.CostCapUsd);

    /// <summary>Trains one family.</summary>
    private protected virtual IRouter Train(JobWork work, IRouterFamily family, object options) =>
        family.Train(TrainingSetOf(work), options, work.Request.Seed, work.Context);

    /// <summary>The data, read once.</summary>
    private protected JobData Data(JobWork work) => work.Memory.Get("data", () => Read(work));

    /// <summary>The embedded rows, put together once.</summary>
    private protected TrainingSet TrainingSetOf(JobWork work) => work.Memory.Get("training set", () =>
    {
        Matrix<float>[] shards = [.. work.Results(Embed).Select(shard => shard.ReadSingleMatrix())];
        float[] values = [.. shards.SelectMany(shard => shard.Values)];
        var features = new Matrix<float>(shards.Sum(shard => shard.Rows), shards[0].Columns, values);
        return ToTrainingSet(work, Data(work), features);
    });

    private void Prepare(JobWork work, ModelWriter writer)
    {
        JobData data = Data(work);
        this.Require(data.Prompts.Count > 0, $"{data.Labels.Source}: there are no rows to train on.");
        writer.Write(data.Prompts.Count);
        WritePrepared(work, data, writer);
    }

    private static ModelReader AfterRows(ModelReader prepared, out int rows)
    {
        rows = prepared.ReadInt32(1, int.MaxValue);
        return prepared;
    }

    private Matrix<float> EmbedShard(JobWork work)
    {
        IReadOnlyList<string> prompts = Data(work).Prompts;
        (int start, int end) = work.Shard(prompts.Count);
        return EncoderOf(work).EncodeBatch([.. prompts.Skip(start).Take(end - start)], work.Context);
    }

    private Policy Finish(JobWork work)
    {
        JobFamily wanted = work.Request.Families[work.Task];
        object options = wanted.BoundOptions;
        JobData data = Data(work);
        return new Policy(
            wanted.Name, options, EncoderOf(work), Train(work, wanted.Family, options), PolicyTrainer.Summarise(data.Labels, work.Request.Seed, data.CostCapUsd));
    }

    private static IPromptEncoderFactory Encoders(JobWork work) => PromptEncoders.Registry.Get(work.Request.Encoder);

    private static IPromptEncoder EncoderOf(JobWork work) => work.Memory.Get("encoder", () => Encoders(work).Read(work.Results(Encoder).Single()));
}

/// <summary>What a job learns from, before prompts are embedded.</summary>
/// <param name="Prompts">The n prompts.</param>
/// <param name="Labels">Trusted labels and costs, n × K.</param>
/// <param name="CostCapUsd">τ.</param>
internal record JobData(IReadOnlyList<string> Prompts, ScoreTable Labels, double CostCapUsd)
{
    /// <summary>The scores (kind A) of a request.</summary>
    public static JobData OfScores(JobWork work) =>
        Of(ScoreTableReader.Read(work.FilesOf(JobFileRole.Data), work.Context.CancellationToken), work.Request.CostCapUsd);

    /// <summary>The data of a table.</summary>
    public static JobData Of(ScoreTable table, double? costCapUsd) =>
        new([.. table.Queries.Select(query => query.Prompt)], table, costCapUsd ?? CostCap.Of(table.CostsUsd));
}
