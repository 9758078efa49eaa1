using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Puts the grains into a silo, or a view of them into a client.</summary>
public static class SiloServices
{
    /// <summary>Lets a silo activate the grains; it needs an <see cref="IStateStore"/> and what else the grains' constructors ask for.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="states">How old state may be, and how often an update tries.</param>
    /// <param name="catalog">The grains; null: those of the Grains assembly.</param>
    /// <param name="assemblies">Where their Orleans interfaces are; none: this assembly.</param>
    public static ISiloBuilder AddGrains(
        this ISiloBuilder silo, DurableStateOptions states, GrainCatalog? catalog = null, params Assembly[] assemblies)
    {
        silo.Services.Configure<SiloMessagingOptions>(WaitForCancellation);
        silo.Services.AddSingleton(states).AddSingleton<GrainStates>().AddGrainHost<SiloMessagingOptions>(catalog, assemblies);
        return silo.AddIncomingGrainCallFilter<FreshStateFilter>().AddIncomingGrainCallFilter<AnswerFilter>();
    }

    /// <summary>Lets a client call the grains.</summary>
    public static IClientBuilder AddGrains(this IClientBuilder client, GrainCatalog? catalog = null, params Assembly[] assemblies)
    {
        client.Services.Configure<ClientMessagingOptions>(WaitForCancellation);
        client.Services.AddGrainHost<ClientMessagingOptions>(catalog, assemblies);
        return client;
    }

    /// <summary>Whoever is told that a call is cancelled may rely on it that the call does not run later.</summary>
    private static void WaitForCancellation(MessagingOptions messaging) => messaging.WaitForCancellationAcknowledgement = true;

    private static void AddGrainHost<TMessaging>(this IServiceCollection services, GrainCatalog? catalog, Assembly[] assemblies)
        where TMessaging : MessagingOptions
    {
        catalog ??= GrainCatalog.Default;
        Assembly[] searched = assemblies is [] ? [typeof(SiloServices).Assembly] : assemblies;
        services.AddSingleton(catalog).AddGrainSerialization();
        services.AddSingleton<IGrainHost>(provider => new OrleansGrainHost(provider.GetRequiredService<IGrainFactory>(), catalog, searched));
        services.AddSingleton<IOutgoingGrainCallFilter>(provider =>
            new DeliveryFilter(provider.GetRequiredService<IOptions<TMessaging>>().Value.ResponseTimeout));
    }
}
