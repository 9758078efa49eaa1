using System.Net.Http.Headers;
using System.Net.Http.Json;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>Small policies whose choice a test knows beforehand.</summary>
internal static class TestPolicies
{
    private const int Rows = 40;

    /// <summary>A policy that expects the same quality and cost of a model for every prompt.</summary>
    public static Policy BestFixed(params (string Model, double Quality, double CostUsd)[] models)
    {
        (string Model, double Quality, double CostUsd)[] ordered = [.. models.OrderBy(m => m.Model, StringComparer.Ordinal)];
        var table = new ScoreTable
        {
            Source = "test",
            IsSimulated = true,
            Models = [.. ordered.Select(m => m.Model)],
            Queries = [.. Enumerable.Range(0, Rows).Select(i => new Query($"q{i}", "test", $"question about topic {i % 7} and thing {i % 5}"))],
            Scores = Repeat(ordered.Select(m => m.Quality)),
            CostsUsd = Repeat(ordered.Select(m => m.CostUsd)),
        };
        return PolicyTrainer.Train(
            table, PolicyComponents.Default.Families.Get("best-fixed"), null, PolicyComponents.Default.Encoders.Get("lexical"), seed: 1, FitContext.Default);
    }

    /// <summary>Imports a policy and makes it the default.</summary>
    public static async Task ServeAsync(this TestGateway gateway, Policy policy, string id)
    {
        await gateway.ImportAsync(policy, id);
        using HttpResponseMessage promoted = await gateway.Operator.PutAsJsonAsync("/admin/v1/default-policy", new { policy_id = id });
        promoted.IsSuccessStatusCode.ShouldBeTrue(await promoted.Content.ReadAsStringAsync());
    }

    public static async Task ImportAsync(this TestGateway gateway, Policy policy, string id)
    {
        using var file = new ByteArrayContent(PolicyFile.ToBytes(policy));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage imported = await gateway.Operator.PostAsync($"/admin/v1/policies?id={id}", file);
        imported.IsSuccessStatusCode.ShouldBeTrue(await imported.Content.ReadAsStringAsync());
    }

    private static Matrix<double> Repeat(IEnumerable<double> row)
    {
        double[] values = [.. row];
        var matrix = new Matrix<double>(Rows, values.Length);
        for (int i = 0; i < Rows; i++)
        {
            values.CopyTo(matrix.Row(i));
        }

        return matrix;
    }
}
