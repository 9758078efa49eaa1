using OrleansRouter.Grains.Hosting;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Silo.Tests.Hosting;

/// <summary>The probe as Orleans addresses it.</summary>
public interface IProbeOrleansGrain : IProbeGrain, IGrainWithStringKey;

/// <summary>The probe as Orleans activates it.</summary>
public sealed class ProbeOrleansGrain(IGrainContext context, GrainStates states, IGrainHost host)
    : ProbeGrain(context.GrainId.Key.ToString()!, states.Of<IProbeGrain, ProbeState>(context), host), IProbeOrleansGrain, IGrainBase
{
    public IGrainContext GrainContext => context;
}
