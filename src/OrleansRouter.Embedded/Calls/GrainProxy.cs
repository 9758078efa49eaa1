using System.Reflection;

namespace OrleansRouter.Embedded.Calls;

/// <summary>A reference to a grain: an identity that turns calls into turns. It keeps nothing alive.</summary>
internal class GrainProxy : DispatchProxy
{
    private EmbeddedGrainHost? _host;
    private GrainId _target;

    public static TGrain Create<TGrain>(EmbeddedGrainHost host, GrainId target) where TGrain : class
    {
        TGrain reference = Create<TGrain, GrainProxy>();
        var proxy = (GrainProxy)(object)reference;
        proxy._host = host;
        proxy._target = target;
        return reference;
    }

    public override string ToString() => $"Reference to {_target}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        GrainMethod.Of(targetMethod!).Call(_host!, _target, args ?? []);
}
