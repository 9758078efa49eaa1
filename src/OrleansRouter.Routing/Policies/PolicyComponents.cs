using OrleansRouter.Learning;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Policies;

/// <summary>The parts that a policy file may name.</summary>
/// <param name="Families">Router families by name.</param>
/// <param name="Encoders">Prompt encoders by name.</param>
public sealed record PolicyComponents(Registry<IRouterFamily> Families, Registry<IPromptEncoderFactory> Encoders)
{
    /// <summary>Everything in this assembly.</summary>
    public static PolicyComponents Default { get; } = new(RouterFamilies.Registry, PromptEncoders.Registry);
}
