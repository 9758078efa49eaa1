namespace OrleansRouter.Silo.Hosting;

/// <summary>What grains ask of their context.</summary>
internal static class GrainContexts
{
    /// <summary>The key, as the caller gave it.</summary>
    public static string StringKey(this IGrainContext context) => context.GrainId.Key.ToString()!;
}
