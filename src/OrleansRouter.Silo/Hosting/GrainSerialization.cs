using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansRouter.Grains.Hosting;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Hosting;

/// <summary>How calls travel: our records as the JSON that their states are stored in, everything else as Orleans does it.</summary>
internal static class GrainSerialization
{
    private const string Ours = "OrleansRouter.";

    public static IServiceCollection AddGrainSerialization(this IServiceCollection services)
    {
        services.AddSerializer(builder => builder.AddJsonSerializer(IsOurRecord, GrainJson.Options));
        // Exceptions keep their type and message, so that callers can tell a refusal from a failure.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(Ours.TrimEnd('.')));
        return services;
    }

    private static bool IsOurRecord(Type type) =>
        type.Namespace?.StartsWith(Ours, StringComparison.Ordinal) == true && !typeof(Exception).IsAssignableFrom(type) && !typeof(IGrain).IsAssignableFrom(type);
}
