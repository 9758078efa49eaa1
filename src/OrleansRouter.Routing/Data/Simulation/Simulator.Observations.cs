using System.Globalization;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

public static partial class Simulator
{
    private static readonly double Sqrt3 = Math.Sqrt(3);

    /// <summary>
    /// Kind C: score = q̄ + z_u + e_uv over rewrites u and decodes v, z and e uniform with standard deviation s·risk. risk is 1 for the cheapest model
    /// on the hardest queries and falls to 0.25 for the dearest and by half for the easiest. With quality p of the world and M = √3·(input sd + output sd),
    /// q̄ = M + (1 − 2M)·p, so that every score lies in [0, 1] without any clipping.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range, or there would be too many observations.</exception>
    public static SimulatedObservations Observations(ObservationSimulationOptions options, CancellationToken cancellationToken = default)
    {
        var world = SimulatedWorld.Create(options);
        var made = new SimulatedObservations(NewTable(options, world), world, new SimulatedPrompt[options.Queries],
            NewMatrix(options), NewMatrix(options), NewMatrix(options), NewMatrix(options));
        var prompts = new SimulatedPrompt[options.Queries];
        double margin = Sqrt3 * (options.InputSd + options.OutputSd);
        for (int i = 0; i < options.Queries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rng = QueryRng(options, i);
            SimulatedPrompt prompt = prompts[i] = SimulatedPrompt.Draw(rng, i, options.Tasks);
            for (int k = 0; k < options.Models; k++)
            {
                double ability = options.Models == 1 ? 1 : (double)k / (options.Models - 1);
                double risk = (1 - (0.75 * ability)) * (0.5 + (0.5 * prompt.Difficulty));
                made.Mean[i, k] = margin + ((1 - (2 * margin)) * world.Models[k].Quality(prompt));
                made.InputSd[i, k] = options.InputSd * risk;
                made.OutputSd[i, k] = options.OutputSd * risk;
                made.ExpectedCostsUsd[i, k] = world.Models[k].CostUsd(prompt.InputTokens, world.ExpectedAnswerTokens(k, prompt));
                Observe(options, made, rng, prompt, i, k);
            }
        }

        Query[] queries = [.. prompts.Select(x => x.Query)];
        return made with { Prompts = prompts, Table = made.Table with { Queries = queries, Splits = [.. queries.Select(_ => "")] } };
    }

    /// <summary>Draws the rewrites × decodes of one query and model.</summary>
    private static void Observe(ObservationSimulationOptions options, SimulatedObservations made, Rng rng, SimulatedPrompt prompt, int query, int model)
    {
        ObservationTable table = made.Table;
        int j = ((query * options.Models) + model) * options.Rewrites * options.Decodes;
        for (int rewrite = 0; rewrite < options.Rewrites; rewrite++)
        {
            double rewritten = made.Mean[query, model] + Uniform(rng, made.InputSd[query, model]);
            for (int decode = 0; decode < options.Decodes; decode++, j++)
            {
                double tokens = DrawTokens(rng, made.World.ExpectedAnswerTokens(model, prompt));
                (table.Query[j], table.Model[j], table.Rewrite[j], table.Decode[j]) = (query, model, rewrite, decode);
                table.Score[j] = rewritten + Uniform(rng, made.OutputSd[query, model]);
                table.OutputChars[j] = 4 * tokens;
                table.CostUsd[j] = made.World.Models[model].CostUsd(prompt.InputTokens, tokens);
            }
        }
    }

    /// <summary>Uniform with mean 0 and the given standard deviation.</summary>
    private static double Uniform(Rng rng, double sd) => Sqrt3 * sd * ((2 * rng.NextDouble()) - 1);

    private static ObservationTable NewTable(ObservationSimulationOptions options, SimulatedWorld world)
    {
        int count = options.Queries * options.Models * options.Rewrites * options.Decodes;
        int digits = (options.Rewrites - 1).ToString(CultureInfo.InvariantCulture).Length;
        return new ObservationTable
        {
            Source = Source("observations", options),
            IsSimulated = true,
            Models = ModelNames(world),
            Queries = [],
            Splits = [],
            Rewrites = [.. Enumerable.Range(0, options.Rewrites).Select(x => x.ToString($"D{digits}", CultureInfo.InvariantCulture))],
            Temperatures = [""],
            Query = new int[count],
            Model = new int[count],
            Rewrite = new int[count],
            Temperature = new int[count],
            Decode = new int[count],
            Score = new double[count],
            OutputChars = new double[count],
            CostUsd = new double[count],
        };
    }
}
