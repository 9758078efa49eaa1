using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>One training job with its files.</summary>
/// <param name="Request">The job.</param>
/// <param name="Paths">Its files.</param>
public sealed record JobSample(JobRequest Request, IReadOnlyList<string> Paths);

/// <summary>Small training jobs of every kind over simulated data, and the policies that one process trains from the same data.</summary>
public sealed class JobSamples : IDisposable
{
    public const ulong Seed = 7;
    private const string Encoder = "lexical";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-jobs-");

    public JobSamples() : this(queries: 150)
    {
    }

    private JobSamples(int queries)
    {
        ScoreTableWriter.Write(Simulator.Scores(new ScoreSimulationOptions { Queries = queries, Models = 3, Seed = 3 }).Table, ScoresPath);
        LabelTableWriter.Write(Simulator.Labels(new LabelSimulationOptions { Queries = queries, Models = 3, GoldShare = 0.3, Seed = 4 }).Table, LabelsPath);
        ObservationTableWriter.Write(
            Simulator.Observations(new ObservationSimulationOptions { Queries = queries / 2, Models = 3, Rewrites = 3, Decodes = 2, Seed = 5 }).Table, _folder.FullName);
        PolicyFile.Save(Local(Families("ridge")).Single(), BasePath);
    }

    /// <summary>Samples of another size.</summary>
    /// <param name="queries">Rows of every data set.</param>
    public static JobSamples OfSize(int queries) => new(queries);

    private string ScoresPath => Path.Combine(_folder.FullName, "scores.jsonl.gz");

    private string LabelsPath => Path.Combine(_folder.FullName, "labels.jsonl.gz");

    private string[] ObservationPaths => [Path.Combine(_folder.FullName, "queries.jsonl.gz"), Path.Combine(_folder.FullName, "observations.csv.gz")];

    private string BasePath => Path.Combine(_folder.FullName, "base.orp");

    /// <summary>Families on scores.</summary>
    public JobSample Families(params string[] names) => With(Sample("family", [ScoresPath]), names);

    /// <summary>Families on observations.</summary>
    public JobSample Dars(params string[] names) => With(Sample("dars", ObservationPaths), names);

    /// <summary>A meta-router on gold and cheap labels.</summary>
    public JobSample MetaRouter(MetaRouterFamilyOptions options)
    {
        JobSample sample = Sample("meta-router", [LabelsPath]);
        return sample with
        {
            Request = sample.Request with
            {
                Families = [JobFamily.Of(RouterFamilies.Registry.Get("meta-router"), options)],
                MetaRouter = new MetaRouterJob { Preference = SimulatedLabels.Judge },
            },
        };
    }

    /// <summary>A policy learned from bandit feedback on scores.</summary>
    public JobSample Barp(BarpOptions options)
    {
        JobSample sample = Sample("barp", [ScoresPath]);
        return sample with { Request = sample.Request with { Families = [JobFamily.Of(RouterFamilies.Registry.Get("barp"), options)] } };
    }

    /// <summary>A comparison of meta-routers on gold and cheap labels of two models.</summary>
    public JobSample Evaluation(MetaRouterEvaluationOptions options)
    {
        JobSample sample = Sample("meta-router-evaluation", [LabelsPath]);
        IReadOnlyList<string> models = LabelTableReader.Read([LabelsPath]).Models;
        var pair = new LabelPairOptions { Primary = models[^1], Alternative = models[0], Preference = SimulatedLabels.Judge };
        return sample with { Request = sample.Request with { Seed = 0, Evaluation = new MetaRouterEvaluationJob { Options = options, Pair = pair, Components = 5 } } };
    }

    /// <summary>The report that one process gives for the same evaluation, without a job.</summary>
    public static string LocalReport(JobSample sample)
    {
        MetaRouterEvaluationJob job = sample.Request.Evaluation;
        var labels = PairedLabels.Read(
            sample.Paths, _ => job.Pair!, PolicyComponents.Default.Encoders.Get(Encoder), job.Components, job.Options.Seed, FitContext.Default);
        return MetaRouterEvaluation.Run(labels, job.Options, FitContext.Default).ToJson();
    }

    /// <summary>A bandit on scores, on top of a ridge policy of the same data.</summary>
    public JobSample Bandit(OnlineOptions options, int shardRows = 64)
    {
        JobSample sample = Sample("bandit", [ScoresPath, BasePath]);
        return sample with
        {
            Request = sample.Request with
            {
                Bandit = options,
                ShardRows = shardRows,
                Files = [sample.Request.Files[0], sample.Request.Files[1] with { Role = JobFileRole.BasePolicy }],
            },
        };
    }

    /// <summary>What one process trains from the same data, without a job; not for bandits, which have no other trainer.</summary>
    public static IReadOnlyList<Policy> Local(JobSample sample) => [.. sample.Request.Families.Select(family => Local(sample, family))];

    public void Dispose() => _folder.Delete(recursive: true);

    private static Policy Local(JobSample sample, JobFamily wanted)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(wanted.Name);
        object options = wanted.Options is { } values
            ? OptionsBinder.Bind(family, System.Text.Json.Nodes.JsonObject.Create(values)!)
            : family.DefaultOptions;
        var encoder = PolicyComponents.Default.Encoders.Get(Encoder);
        return sample.Request.Kind switch
        {
            "meta-router" => MetaRouterTrainer.Train(
                LabelTableReader.Read(sample.Paths), LabelTable.Gold, SimulatedLabels.Judge, family, options, encoder, Seed, FitContext.Default),
            "dars" => DarsPolicyTrainer.Train(
                DarsData.Prepare(ObservationTableReader.Read(sample.Paths), new DarsDataOptions { CompleteQueriesOnly = false }),
                SupervisionVariant.Full, family, options, encoder, Seed, FitContext.Default),
            _ => PolicyTrainer.Train(ScoreTableReader.Read(sample.Paths), family, options, encoder, Seed, FitContext.Default),
        };
    }

    private static JobSample With(JobSample sample, string[] families) =>
        sample with { Request = sample.Request with { Families = [.. families.Select(name => new JobFamily(name))] } };

    private static JobSample Sample(string kind, string[] paths) => new(
        new JobRequest { Kind = kind, Files = [.. paths.Select(path => JobRun.FileOf(path))], Seed = Seed, ShardRows = 64 }, paths);
}
