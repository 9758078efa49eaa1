using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>Requests of tenants of a <see cref="TenantWorld"/>, and a policy that was trained on those of kind 0.</summary>
public sealed class TenantSimulation
{
    private readonly TenantWorld _world;
    private readonly Rng _rng;

    public TenantSimulation(TenantWorld world, ulong seed)
    {
        (_world, _rng) = (world, new Rng(seed));
        Base = TrainBase();
    }

    /// <summary>The trained policy.</summary>
    public Policy Base { get; }

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
            Preference = _world.Preference,
            Draw = _rng.NextDouble(),
        };
        RouteDecision decision = Decider.Decide(policy, embedding, input);
        int model = IndexOf(decision.ModelId!);
        var outcome = new OnlineOutcome
        {
            Embedding = embedding,
            Preference = input.Preference,
            ModelId = decision.ModelId!,
            Propensity = decision.Propensity,
            Score = _rng.NextDouble() < _world.Quality(model, task, kind) ? 1 : 0,
            CostUsd = _world.CostUsd(model),
        };
        return (outcome, Utility(model, task, kind));
    }

    /// <summary>What a kind earns on average from the best of the models that the trained policy knows.</summary>
    public double Best(int kind) => Enumerable.Range(0, _world.Tasks).Average(
        task => Enumerable.Range(0, _world.Models.Count).Max(model => Utility(model, task, kind)));

    public int DrawTask() => _rng.NextInt(_world.Tasks);

    private double Utility(int model, int task, int kind) => _world.Utility(model, task, kind, Base.Summary.CostCapUsd);

    private int IndexOf(string model) => Array.FindIndex([.. _world.Everyone], m => m.Id == model);

    /// <summary>Twelve letters, each of the task's two or, off topic, of any.</summary>
    private string Prompt(int task) => new([.. Enumerable.Range(0, 12).Select(_ =>
    {
        int of = _world.OffTopic > 0 && _rng.NextDouble() < _world.OffTopic ? _rng.NextInt(_world.Tasks) : task;
        return (char)('a' + (2 * of) + _rng.NextInt(2));
    })]);

    private Policy TrainBase()
    {
        const int rows = 300;
        int models = _world.Models.Count;
        var scores = new Matrix<double>(rows, models);
        var costs = new Matrix<double>(rows, models);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < models; k++)
            {
                scores[i, k] = _rng.NextDouble() < _world.Quality(k, i % _world.Tasks, 0) ? 1 : 0;
                costs[i, k] = _world.CostUsd(k);
            }
        }

        var table = new ScoreTable
        {
            Source = "simulated tenants of kind 0",
            IsSimulated = true,
            Models = [.. _world.Models.Select(p => p.Id)],
            Queries = [.. Enumerable.Range(0, rows).Select(i => new Query($"q{i}", $"task-{i % _world.Tasks}", Prompt(i % _world.Tasks)))],
            Scores = scores,
            CostsUsd = costs,
        };
        return PolicyTrainer.Train(table, RouterFamilies.Registry.Get("ridge"), null, new LetterEncoder(), 1, FitContext.Default);
    }
}
