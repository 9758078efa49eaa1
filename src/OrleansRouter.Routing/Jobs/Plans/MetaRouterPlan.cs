using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// Meta-Router on kind B (or kind A) data: the same bytes as <see cref="MetaRouterTrainer"/> gives. The loops of every model's gain are stages:
/// nuisances, candidates of shift and gain by folds, the parts of the chosen regressions.
/// </summary>
public sealed class MetaRouterPlan : EmbeddingPlan
{
    private const string Project = "project";
    private const string Gains = "gains";

    /// <inheritdoc/>
    public override string Name => "meta-router";

    /// <inheritdoc/>
    public override void Validate(JobRequest request)
    {
        base.Validate(request);
        this.Require(request.Families is [{ Name: "meta-router" }], "the one family is 'meta-router'.");
        _ = GainEstimators.Get(OptionsOf(request).Estimator);
    }

    private protected override JobData Read(JobWork work)
    {
        (string[] files, CancellationToken cancellationToken) = (work.FilesOf(JobFileRole.Data), work.Context.CancellationToken);
        if (DataSniffer.KindOf(files[0]) == DataKind.Scores)
        {
            return JobData.OfScores(work);
        }

        (_, ScoreTable trusted, Matrix<double> cheap) = MetaRouterTrainer.LabelsOf(
            LabelTableReader.Read(files, cancellationToken), work.Request.MetaRouter.Gold, work.Request.MetaRouter.Preference);
        return new JudgedData(JobData.Of(trusted, work.Request.CostCapUsd), cheap);
    }

    private protected override void WritePrepared(JobWork work, JobData data, ModelWriter writer)
    {
        TrainingSet labels = LabelsOf(work, data);
        MetaRouterFamilyOptions options = OptionsOf(work.Request);
        int reference = MetaRouterFamily.CheapestOf(labels.Validated());
        int[] learned = [.. Enumerable.Range(0, labels.Models.Count).Where(k => k != reference)];
        writer.Write(learned);
        writer.Write(learned.Any(k => ModelGain.ProblemOf(labels, k, reference, options, work.Request.Seed) is not null));
    }

    private protected override IEnumerable<JobStage> Middle(JobRequest request, int rows, ModelReader prepared)
    {
        (int learned, string prepare) = (prepared.ReadInt32s().Length, JobStage.Prepare.Name);
        IReadOnlyList<FitLoop> loops = ModelGain.Loops(OptionsOf(request), rows, isJudgedCheaply: prepared.ReadBoolean());
        return
        [
            new JobStage(Project, 1, [Embed]),
            .. JobPieces.Stages(loops, learned, [prepare, Embed, Project]),
            new JobStage(Gains, learned + 1, [prepare, Embed, Project, .. learned > 0 ? JobPieces.NamesOf(loops) : []]),
        ];
    }

    private protected override TrainingSet ToTrainingSet(JobWork work, JobData data, Matrix<float> features) =>
        base.ToTrainingSet(work, data, features) with { Preference = (data as JudgedData)?.Cheap };

    private protected override byte[] RunMiddle(JobWork work) => work.Stage switch
    {
        Project => JobWork.Bytes(writer =>
        {
            PcaModel? projection = MetaRouterFamily.FitProjection(TrainingSetOf(work).Validated(), OptionsOf(work.Request).Components, work.Request.Seed, work.Context);
            writer.Write(projection is not null);
            projection?.Write(writer);
        }),
        Gains => JobWork.Bytes(Gain(work).Write),
        _ when PreparedOf(work) is var (learned, loops) && JobPieces.Has(loops, work.Stage) =>
            JobPieces.Piece(work, loops, (unit, context) => Learn(work, learned[unit], context)),
        _ => base.RunMiddle(work),
    };

    private protected override IRouter Train(JobWork work, IRouterFamily family, object options)
    {
        TrainingSet reduced = Reduced(work);
        ModelGain[] gains = [.. work.Results(Gains).Select(ModelGain.Read)];
        return MetaRouterFamily.Assemble(reduced, Projection(work), MetaRouterFamily.CheapestOf(reduced), gains, work.Context);
    }

    private ModelGain Gain(JobWork work)
    {
        (int[] learned, IReadOnlyList<FitLoop> loops) = PreparedOf(work);
        int unit = Array.IndexOf(learned, work.Task);
        return unit < 0 ? ModelGain.Level(Reduced(work), work.Task) : Learn(work, work.Task, JobPieces.Whole(work, loops, unit));
    }

    private ModelGain Learn(JobWork work, int model, FitContext context)
    {
        TrainingSet reduced = Reduced(work);
        return ModelGain.Fit(
            reduced, model, MetaRouterFamily.CheapestOf(reduced), OptionsOf(work.Request), MetaRouterFamily.ModelSeed(work.Request.Seed, model), context);
    }

    /// <summary>The models whose gain is learned, and the loops of each.</summary>
    private static (int[] Learned, IReadOnlyList<FitLoop> Loops) PreparedOf(JobWork work)
    {
        ModelReader prepared = Prepared(work, out int rows);
        int[] learned = prepared.ReadInt32s();
        return (learned, ModelGain.Loops(OptionsOf(work.Request), rows, isJudgedCheaply: prepared.ReadBoolean()));
    }

    private TrainingSet Reduced(JobWork work) =>
        work.Memory.Get("reduced", () => MetaRouterFamily.Reduced(TrainingSetOf(work), Projection(work), work.Context));

    private static PcaModel? Projection(JobWork work)
    {
        ModelReader reader = work.Results(Project).Single();
        return reader.ReadBoolean() ? PcaModel.Read(reader) : null;
    }

    private static MetaRouterFamilyOptions OptionsOf(JobRequest request) => (MetaRouterFamilyOptions)request.Families[0].BoundOptions;

    /// <summary>Data that a cheap judge has labelled too.</summary>
    private sealed record JudgedData(JobData Trusted, Matrix<double> Cheap) : JobData(Trusted);
}
