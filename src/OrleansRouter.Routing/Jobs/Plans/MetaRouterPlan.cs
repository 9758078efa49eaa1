using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Jobs.Plans;

/// <summary>
/// Meta-Router on kind B (or kind A) data: the same bytes as <see cref="MetaRouterTrainer"/> gives. Every nuisance of every fold and model is a task, and
/// so is every model's gain.
/// </summary>
public sealed class MetaRouterPlan : EmbeddingPlan
{
    private const string Project = "project";
    private const string Overlap = "overlap";
    private const string NuisanceFolds = "nuisances";
    private const string Gains = "gains";

    /// <inheritdoc/>
    public override string Name => "meta-router";

    /// <inheritdoc/>
    public override void Validate(JobRequest request)
    {
        base.Validate(request);
        Require(request.Families is [{ Name: "meta-router" }], "the one family is 'meta-router'.");
        _ = GainEstimators.Get(OptionsOf(request).Estimator);
    }

    private protected override JobData Read(JobWork work)
    {
        (string[] files, CancellationToken cancellationToken) = (work.FilesOf(JobFileRole.Data), work.Context.CancellationToken);
        if (DataSniffer.KindOf(files[0]) == DataKind.Scores)
        {
            return JobData.Of(ScoreTableReader.Read(files, cancellationToken), work.Request.CostCapUsd);
        }

        (_, ScoreTable trusted, Matrix<double> cheap) = MetaRouterTrainer.LabelsOf(
            LabelTableReader.Read(files, cancellationToken), work.Request.MetaRouter.Gold, work.Request.MetaRouter.Preference);
        return new JudgedData(JobData.Of(trusted, work.Request.CostCapUsd), cheap);
    }

    private protected override void WritePrepared(JobWork work, JobData data, ModelWriter writer)
    {
        // Embeddings do not matter here: one column of zeros stands for them.
        TrainingSet labels = ToTrainingSet(work, data, new Matrix<float>(data.Prompts.Count, 1));
        MetaRouterFamilyOptions options = OptionsOf(work.Request);
        int reference = MetaRouterFamily.CheapestOf(labels.Validated());
        int[] pairs = [.. Enumerable.Range(0, labels.Models.Count)
            .Where(k => k != reference && ModelGain.ProblemOf(labels, k, reference, options, work.Request.Seed) is not null)];
        writer.Write(labels.Models.Count);
        writer.Write(pairs);
    }

    private protected override IEnumerable<JobStage> Middle(JobRequest request, int rows, ModelReader prepared)
    {
        MetaRouterFamilyOptions options = OptionsOf(request);
        int models = prepared.ReadInt32(1, int.MaxValue), pairs = prepared.ReadInt32s().Length;
        int kinds = KindsOf(options).Length;
        List<JobStage> stages = [new JobStage(Project, 1, [Embed])];
        void Add(string name, int tasks)
        {
            if (tasks > 0)
            {
                stages.Add(new JobStage(name, tasks, [JobStage.Prepare.Name, Embed, .. stages.Select(stage => stage.Name)]));
            }
        }

        Add(Overlap, options.Truncation == TruncationKind.None ? 0 : pairs * options.Folds);
        Add(NuisanceFolds, pairs * kinds * options.Folds);
        Add(Gains, models);
        return stages;
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
        Overlap => Doubles(Whole(work, PairOf(work, kinds: 1)).NuisanceOfFold(NuisanceKinds.Propensity, work.Task % Folds(work), work.Context)),
        NuisanceFolds => Doubles(Nuisance(work)),
        Gains => JobWork.Bytes(Gain(work).Write),
        _ => base.RunMiddle(work),
    };

    private protected override IRouter Train(JobWork work, IRouterFamily family, object options)
    {
        TrainingSet reduced = Reduced(work);
        ModelGain[] gains = [.. work.Results(Gains).Select(ModelGain.Read)];
        return MetaRouterFamily.Assemble(reduced, Projection(work), MetaRouterFamily.CheapestOf(reduced), gains, work.Context);
    }

    private double[] Nuisance(JobWork work)
    {
        NuisanceKinds[] kinds = KindsOf(OptionsOf(work.Request));
        NuisanceKinds kind = kinds[work.Task / Folds(work) % kinds.Length];
        GainProblem kept = Kept(work, PairOf(work, kinds.Length));
        // Truncation may leave no preference, and then the nuisances are not asked for.
        return kept.HasPreferences ? kept.NuisanceOfFold(kind, work.Task % Folds(work), work.Context) : [];
    }

    private ModelGain Gain(JobWork work)
    {
        MetaRouterFamilyOptions options = OptionsOf(work.Request);
        TrainingSet reduced = Reduced(work);
        (int model, int reference) = (work.Task, MetaRouterFamily.CheapestOf(reduced));
        int pair = Array.IndexOf(Pairs(work), model);
        ulong seed = MetaRouterFamily.ModelSeed(work.Request.Seed, model);
        if (model == reference || pair < 0)
        {
            return model == reference ? ModelGain.Level(reduced, model) : ModelGain.Fit(reduced, model, reference, options, seed, work.Context);
        }

        GainProblem problem = Kept(work, pair);
        NuisanceKinds[] kinds = problem.HasPreferences ? KindsOf(options) : [];
        for (int i = 0; i < kinds.Length; i++)
        {
            problem.Assume(kinds[i], FoldsOf(work, NuisanceFolds, (pair * kinds.Length) + i));
        }

        return ModelGain.Fit(problem, options, seed, work.Context);
    }

    /// <summary>The problem of a pair with every row.</summary>
    private GainProblem Whole(JobWork work, int pair)
    {
        TrainingSet reduced = Reduced(work);
        int model = Pairs(work)[pair];
        return ModelGain.ProblemOf(
            reduced, model, MetaRouterFamily.CheapestOf(reduced), OptionsOf(work.Request), MetaRouterFamily.ModelSeed(work.Request.Seed, model))!;
    }

    /// <summary>The problem of a pair with the rows that truncation keeps.</summary>
    private GainProblem Kept(JobWork work, int pair)
    {
        GainProblem problem = Whole(work, pair);
        if (OptionsOf(work.Request).Truncation == TruncationKind.None)
        {
            return problem;
        }

        problem.Assume(NuisanceKinds.Propensity, FoldsOf(work, Overlap, pair));
        return problem.Truncate(work.Context).Kept;
    }

    private static double[][] FoldsOf(JobWork work, string stage, int function) =>
        [.. work.Results(stage).Skip(function * Folds(work)).Take(Folds(work)).Select(fold => fold.ReadDoubles())];

    private static int PairOf(JobWork work, int kinds) => work.Task / (kinds * Folds(work));

    private static int Folds(JobWork work) => OptionsOf(work.Request).Folds;

    private static int[] Pairs(JobWork work)
    {
        ModelReader prepared = work.Results(JobStage.Prepare.Name).Single();
        _ = prepared.ReadInt32();
        _ = prepared.ReadInt32();
        return prepared.ReadInt32s();
    }

    private TrainingSet Reduced(JobWork work) =>
        work.Memory.Get("reduced", () => MetaRouterFamily.Reduced(TrainingSetOf(work), Projection(work), work.Context));

    private static PcaModel? Projection(JobWork work)
    {
        ModelReader reader = work.Results(Project).Single();
        return reader.ReadBoolean() ? PcaModel.Read(reader) : null;
    }

    private static NuisanceKinds[] KindsOf(MetaRouterFamilyOptions options) => [.. Nuisances.Each(GainEstimators.Get(options.Estimator).Needs)];

    private static MetaRouterFamilyOptions OptionsOf(JobRequest request) => (MetaRouterFamilyOptions)request.Families[0].BoundOptions;

    private static byte[] Doubles(double[] values) => JobWork.Bytes(writer => writer.Write(values.AsSpan()));

    /// <summary>Data that a cheap judge has labelled too.</summary>
    private sealed record JudgedData(JobData Trusted, Matrix<double> Cheap) : JobData(Trusted);
}
