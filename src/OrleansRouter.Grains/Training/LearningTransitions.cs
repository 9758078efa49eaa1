using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Online;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Training;

/// <summary>The pure changes of a line's settings. A change that alters nothing returns its argument.</summary>
internal static class LearningTransitions
{
    public static LearningState Configure(string key, LearningState state, LearningSettings settings)
    {
        string owner = key == ILearningGrain.AllTenants ? "Learning for all tenants" : $"Learning of tenant '{key}'";
        RequireRanges(owner, settings);
        RequireRanges(owner, settings.Options);
        Require(
            OnlineLearners.Registry.All.Any(l => l.Name == settings.Options.Learner),
            $"{owner}: no learner '{settings.Options.Learner}'; there are: {string.Join(", ", OnlineLearners.Registry.All.Select(l => l.Name))}.");
        return settings == state.Settings ? state : state with { Settings = settings, Revision = state.Revision + 1 };
    }

    public static LearningState Publish(LearningState state, LivePolicy version) =>
        version.Version > (state.Live?.Version ?? 0) ? state with { Live = version, Stored = [.. state.Stored, version.PolicyId] } : state;

    public static LearningState Forget(LearningState state, IReadOnlyCollection<string> policyIds) =>
        state.Stored.Any(policyIds.Contains) ? state with { Stored = [.. state.Stored.Where(id => !policyIds.Contains(id))] } : state;

    private static void RequireRanges(string owner, object options)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true);
        Require(errors.Count == 0, $"{owner}: {string.Join(" ", errors.Select(e => e.ErrorMessage))}");
    }
}
