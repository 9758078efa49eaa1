using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Online;

/// <summary>A way for a served policy to go on learning from what becomes of its decisions. Pure: no clock, no storage; found by name.</summary>
public interface IOnlineLearner : INamed
{
    /// <summary>What is known before the first outcome: no more than the trained policy knows.</summary>
    /// <param name="basePolicy">The trained policy that serves until there is evidence, and whose encoder stays in use.</param>
    /// <param name="options">How to learn, validated.</param>
    IOnlineState Start(Policy basePolicy, OnlineOptions options);

    /// <summary>Reads what <see cref="IOnlineState.Write"/> of this learner wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, of a newer version, or of another base policy.</exception>
    IOnlineState Read(Policy basePolicy, OnlineOptions options, ModelReader reader);
}

/// <summary>All that a learner knows. Immutable: learning gives a new state, so that state and position in a log are stored together.</summary>
public interface IOnlineState
{
    /// <summary>The models that can be learned about: those of the base policy, then those that joined.</summary>
    IReadOnlyList<string> Models { get; }

    /// <summary>How many outcomes were learned.</summary>
    long Learned { get; }

    /// <summary>The state after some more outcomes. The result depends on their order, and on nothing else.</summary>
    /// <param name="batch">Outcomes in the order of the log, of models among <see cref="Models"/>.</param>
    /// <exception cref="ArgumentException">An outcome is out of range or of another model; nothing is learned.</exception>
    IOnlineState Learn(IReadOnlyList<OnlineOutcome> batch);

    /// <summary>
    /// The state for another list of models: those of the base policy stay, new ones begin with a prior from their price and
    /// description, and what was learned of others that left is forgotten. Returns this state when the models are the same.
    /// </summary>
    /// <param name="models">What is known of the models that are served now, including those of the base policy.</param>
    IOnlineState WithModels(IReadOnlyList<ModelProfile> models);

    /// <summary>The state that has learned what both have, for shards of one log; null where states of this learner do not add up.</summary>
    /// <exception cref="ArgumentException">The other state is of another learner, base policy or model list.</exception>
    IOnlineState? Merge(IOnlineState other);

    /// <summary>A policy that serves what was learned. Equal states give equal policies.</summary>
    /// <param name="version">Its number within its line, written into its summary.</param>
    /// <param name="shared">What all tenants together have learned, as a prior; null: none.</param>
    /// <exception cref="ArgumentException">The shared state is of another learner, base policy or options.</exception>
    Policy Publish(long version, IOnlineState? shared = null);

    /// <summary>Writes the state; equal states give equal bytes.</summary>
    void Write(ModelWriter writer);
}

/// <summary>Every online learner of this assembly, found by name.</summary>
public static class OnlineLearners
{
    /// <summary>The learners; a new one is one public class that implements <see cref="IOnlineLearner"/>.</summary>
    public static Registry<IOnlineLearner> Registry { get; } = Registry<IOnlineLearner>.Scan(typeof(OnlineLearners).Assembly);
}
