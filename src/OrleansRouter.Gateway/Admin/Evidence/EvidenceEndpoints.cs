using Microsoft.AspNetCore.Mvc;
using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Evidence;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Admin.Evidence;

/// <summary>What the decision log says of a policy, and the log itself as JSON lines.</summary>
internal sealed class EvidenceEndpoints(
    ChoiceReader reader, IPolicyStore policies, PolicyCache cache, SnapshotService snapshots, TimeProvider time)
{
    /// <summary>Reports read the log twice and compute; one at a time leaves the processors to requests.</summary>
    private readonly SemaphoreSlim _one = new(1);

    public static void Map(IEndpointRouteBuilder tenantAdmin)
    {
        tenantAdmin.MapGet("/decisions/export", (
                [AsParameters] LogSelection selection, EvidenceEndpoints evidence, HttpContext context) =>
                evidence.Export(selection, context))
            .WithSummary("Decisions with receipt, outcome and score, one JSON object a line; input of `orleans-router ope`.")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson");
        tenantAdmin.MapGet("/policies/{id}/report", (
                string id, [AsParameters] LogSelection selection, [AsParameters] ReportQuery query, EvidenceEndpoints evidence, HttpContext context) =>
                evidence.ReportAsync(id, selection, query, context))
            .WithSummary("What logged decisions say a policy would have earned: IPS, SNIPS and DR with intervals.");
    }

    private IResult Export(LogSelection selection, HttpContext context)
    {
        // Refusals are answers of their own; nothing is sent before they are found.
        IAsyncEnumerable<LoggedChoice> choices = Choices(selection, context);
        return Results.Stream(
            async _ =>
            {
                await foreach (LoggedChoice choice in choices)
                {
                    ChoiceLogFile.Write(context.Response.BodyWriter, choice);
                    await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                }
            },
            "application/x-ndjson");
    }

    private async Task<PolicyEvaluation> ReportAsync(string id, LogSelection selection, ReportQuery query, HttpContext context)
    {
        selection = selection with { Until = selection.Until ?? time.GetUtcNow() };
        IAsyncEnumerable<LoggedChoice> choices = Choices(selection, context);
        PolicyInfo info = await policies.RequireAsync(context.Caller(), id, context.RequestAborted);
        Policy policy = await cache.GetAsync(info.ContentHash);
        PolicyEvaluator evaluator = Evaluator(policy, query);
        await _one.WaitAsync(context.RequestAborted);
        try
        {
            await foreach (LoggedChoice choice in choices)
            {
                evaluator.Learn(choice);
            }

            await foreach (LoggedChoice choice in choices)
            {
                evaluator.Add(choice);
            }

            return evaluator.Report() with { PolicyId = id };
        }
        finally
        {
            _one.Release();
        }
    }

    private static PolicyEvaluator Evaluator(Policy policy, ReportQuery query)
    {
        try
        {
            return new PolicyEvaluator(policy, query.ToOptions(policy));
        }
        catch (ArgumentException exception)
        {
            throw ApiError.InvalidRequest(exception.Message).AsException();
        }
    }

    private IAsyncEnumerable<LoggedChoice> Choices(LogSelection selection, HttpContext context) =>
        selection.Of(context.Caller(), snapshots.Current, reader, time, context.RequestAborted);
}

/// <summary>How a policy is evaluated, as query parameters; what is left out has its default.</summary>
internal sealed record ReportQuery(
    double? Clip,
    double? Confidence,
    [FromQuery(Name = "quality_weight")] double? QualityWeight,
    [FromQuery(Name = "cost_weight")] double? CostWeight)
{
    public PolicyEvaluationOptions ToOptions(Policy policy)
    {
        var defaults = new PolicyEvaluationOptions();
        return defaults with
        {
            MaxWeight = Clip ?? defaults.MaxWeight,
            Confidence = Confidence ?? defaults.Confidence,
            Reward = new RewardRule
            {
                QualityWeight = QualityWeight ?? defaults.Reward.QualityWeight,
                CostWeight = CostWeight ?? defaults.Reward.CostWeight,
                CostCapUsd = policy.Summary.CostCapUsd,
            },
        };
    }
}
