using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>
/// Tenants of hidden kinds: three tasks, three models of equal price; for a tenant of kind g the best model of task t is (t + g) mod 3
/// (its answers are good with probability 0.8, those of others with 0.4). The trained policy has seen kind 0 only. A newcomer
/// is good with probability 0.98 on task 1 and with 0.4 on the others.
/// </summary>
public sealed class TenantSimulation
{
    public const int Tasks = 3;
    private const double Good = 0.8;
    private const double Poor = 0.4;
    private readonly Rng _rng;

    public TenantSimulation(ulong seed)
    {
        _rng = new Rng(seed);
        Base = TrainBase();
    }

    public static IReadOnlyList<ModelProfile> Profiles { get; } = [.. Enumerable.Range(0, 3).Select(k => new ModelProfile($"model-{k}", 1, 1))];

    public Policy Base { get; }

    /// <summary>The expected score of a model for a kind of tenant.</summary>
    public static double Quality(string model, int task, int kind) => model == "newcomer"
        ? task == 1 ? 0.98 : Poor
        : model == $"model-{(task + kind) % 3}" ? Good : Poor;

    public float[] Embed(int task)
    {
        float[] embedding = new float[Base.Encoder.Dimensions];
        Base.Encoder.Encode(Prompt(task), embedding);
        return embedding;
    }

    /// <summary>Decides one request by a policy, and rates the answer.</summary>
    /// <returns>The outcome, and what the choice was worth in expectation.</returns>
    public (OnlineOutcome Outcome, double Expected) Serve(Policy policy, int task, int kind, IEnumerable<string> models)
    {
        float[] embedding = Embed(task);
        var input = new DecisionInput
        {
            Candidates = [.. models.Select(id => new Candidate(id))],
            Preference = new Preference { RiskAversion = 0 },
            Draw = _rng.NextDouble(),
        };
        RouteDecision decision = Decider.Decide(policy, embedding, input);
        double expected = Quality(decision.ModelId!, task, kind);
        var outcome = new OnlineOutcome
        {
            Embedding = embedding,
            Preference = input.Preference,
            ModelId = decision.ModelId!,
            Propensity = decision.Propensity,
            Score = _rng.NextDouble() < expected ? 1 : 0,
            CostUsd = 1e-4,
        };
        return (outcome, expected);
    }

    public int DrawTask() => _rng.NextInt(Tasks);

    private string Prompt(int task) => new([.. Enumerable.Range(0, 12).Select(_ => (char)('a' + (2 * task) + _rng.NextInt(2)))]);

    private Policy TrainBase()
    {
        const int rows = 300;
        var scores = new Matrix<double>(rows, 3);
        var costs = new Matrix<double>(rows, 3);
        costs.Values.AsSpan().Fill(1e-4);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                scores[i, k] = _rng.NextDouble() < Quality($"model-{k}", i % Tasks, kind: 0) ? 1 : 0;
            }
        }

        var table = new ScoreTable
        {
            Source = "simulated tenants of kind 0",
            IsSimulated = true,
            Models = [.. Profiles.Select(p => p.Id)],
            Queries = [.. Enumerable.Range(0, rows).Select(i => new Query($"q{i}", $"task-{i % Tasks}", Prompt(i % Tasks)))],
            Scores = scores,
            CostsUsd = costs,
        };
        return PolicyTrainer.Train(table, RouterFamilies.Registry.Get("ridge"), null, new LetterEncoder(), 1, FitContext.Default);
    }
}
