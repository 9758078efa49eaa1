using OrleansRouter.Routing.Encoding;

namespace OrleansRouter.Routing.Jobs;

/// <summary>What plans demand of requests and data, in one wording.</summary>
internal static class PlanGuard
{
    /// <exception cref="ArgumentException">The condition does not hold; the message names the plan and says why.</exception>
    public static void Require(this IJobPlan plan, bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException($"{(plan.Yields == JobYield.Report ? "Evaluation" : "Training")} '{plan.Name}': {problem}");
        }
    }

    /// <exception cref="ArgumentException">There is no encoder of the request's name.</exception>
    public static void RequireEncoder(this IJobPlan plan, JobRequest request) => plan.Require(
        PromptEncoders.Registry.All.Any(known => known.Name == request.Encoder),
        $"no encoder '{request.Encoder}'; there are: {string.Join(", ", PromptEncoders.Registry.All.Select(e => e.Name))}.");
}
