using BenchmarkDotNet.Attributes;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Benchmarks.Decisions;

/// <summary>What one decision costs inside the process: a prompt of 300 characters, six models, a policy from 2,000 simulated queries.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private const int Models = 6;
    private const int PromptCharacters = 300;

    private Policy _policy = null!;
    private string _prompt = "";
    private float[] _embedding = [];
    private DecisionInput _input = null!;

    [Params("ridge", "knn")]
    public string Family { get; set; } = "";

    [GlobalSetup]
    public void Train()
    {
        ScoreTable table = Simulator.Scores(new ScoreSimulationOptions { Queries = 2_000, Models = Models, Seed = 1 }).Table;
        PolicyComponents components = PolicyComponents.Default;
        _policy = PolicyTrainer.Train(table, components.Families.Get(Family), null, components.Encoders.Get("lexical"), 1, FitContext.Default);
        _prompt = string.Join(' ', table.Queries.Take(20).Select(query => query.Prompt))[..PromptCharacters];
        _embedding = new float[_policy.Encoder.Dimensions];
        _policy.Encoder.Encode(_prompt, _embedding);
        _input = new DecisionInput { Candidates = [.. table.Models.Select(model => new Candidate(model))], Draw = 0.5, ExplorationFloor = 0.01 };
    }

    [Benchmark(Baseline = true)]
    public void Encode() => _policy.Encoder.Encode(_prompt, _embedding);

    [Benchmark]
    public string? Decide() => Decider.Decide(_policy, _embedding, _input).ModelId;

    [Benchmark]
    public string? EncodeAndDecide()
    {
        Encode();
        return Decide();
    }
}
