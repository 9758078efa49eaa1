using OrleansRouter.Grains.Models;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Providers.Simulated;

/// <summary>
/// The simulated models and the policy that is trained on their simulated scores, so that a gateway without keys and data can serve.
/// </summary>
internal static class SimulatedPool
{
    private const ulong Seed = 1;
    private const string Family = "ridge";
    private const string Encoder = "lexical";

    /// <summary>Tasks and models behind the data, the same in every process.</summary>
    public static SimulatedWorld World { get; } = SimulatedWorld.Create(Options(queries: 1));

    /// <summary>The models with their settings.</summary>
    public static IReadOnlyList<(string Id, ModelSettings Settings)> Models { get; } = [.. World.Models.Select(m => (m.Name, Settings(m)))];

    /// <summary>Trains a policy on simulated scores; equal sizes give equal policies.</summary>
    public static Policy TrainPolicy(int queries, IProgress<double>? progress, CancellationToken cancellationToken) => PolicyTrainer.Train(
        Simulator.Scores(Options(queries), cancellationToken).Table,
        PolicyComponents.Default.Families.Get(Family),
        options: null,
        PolicyComponents.Default.Encoders.Get(Encoder),
        Seed,
        new FitContext(Progress: progress, CancellationToken: cancellationToken));

    private static ScoreSimulationOptions Options(int queries) => new() { Queries = queries, Seed = Seed };

    private static ModelSettings Settings(SimulatedModel model) => new()
    {
        Provider = SimulatedProvider.ProviderName,
        InputUsdPerMillionTokens = model.InputUsdPerMillionTokens,
        OutputUsdPerMillionTokens = model.OutputUsdPerMillionTokens,
        ContextTokens = 32_768,
        SupportsVision = true,
        Description = "Simulated: answers are made up without any language model.",
    };
}
