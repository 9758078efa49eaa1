using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Families;

/// <summary>Every router family of this assembly, found by name.</summary>
public static class RouterFamilies
{
    /// <summary>The families; a new one is one folder with one public class that implements <see cref="IRouterFamily"/>.</summary>
    public static Registry<IRouterFamily> Registry { get; } = Registry<IRouterFamily>.Scan(typeof(RouterFamilies).Assembly);
}
