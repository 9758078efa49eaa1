using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Storage;

namespace OrleansRouter.Silo.Cluster;

/// <summary>How silos and clients find each other, as the settings say.</summary>
internal static class Membership
{
    private const string Npgsql = "Npgsql";

    public static ISiloBuilder Join(this ISiloBuilder silo, NodeOptions options)
    {
        OrleansOptions cluster = options.Orleans;
        if (cluster.Membership == ClusterMembership.Localhost)
        {
            silo.UseLocalhostClustering(
                cluster.SiloPort, cluster.ClientPort, new IPEndPoint(IPAddress.Loopback, cluster.PrimarySiloPort), cluster.ClusterId, cluster.ClusterId);
            silo.UseInMemoryReminderService();
        }
        else
        {
            silo.UseAdoNetClustering(tables => (tables.Invariant, tables.ConnectionString) = (Npgsql, Stores.PostgresConnectionString(options.Store)));
            silo.UseAdoNetReminderService(tables => (tables.Invariant, tables.ConnectionString) = (Npgsql, Stores.PostgresConnectionString(options.Store)));
            IPAddress? advertised = cluster.AdvertisedAddress is { } address ? Resolve(address) : null;
            silo.Configure<EndpointOptions>(endpoint => Listen(endpoint, cluster, advertised));
        }

        silo.Services.Configure<ClusterOptions>(ids => Name(ids, cluster));
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = cluster.ResponseTimeout);
        return silo.BoundActivations(cluster).Configure<ClusterMembershipOptions>(membership => Watch(membership, cluster));
    }

    /// <summary>How long grains stay in memory, and how many of them a silo holds at most.</summary>
    public static ISiloBuilder BoundActivations(this ISiloBuilder silo, OrleansOptions cluster) => silo.Configure<GrainCollectionOptions>(collection =>
    {
        (collection.CollectionAge, collection.CollectionQuantum) = (cluster.IdleTimeout, cluster.CollectionInterval);
        collection.EnableActivationSheddingOnMemoryPressure = true;
        collection.MemoryUsageLimitPercentage = 100 * cluster.MemoryShare;
        collection.MemoryUsageTargetPercentage = 90 * cluster.MemoryShare;
    });

    public static IClientBuilder Join(this IClientBuilder client, NodeOptions options)
    {
        OrleansOptions cluster = options.Orleans;
        if (cluster.Membership == ClusterMembership.Localhost)
        {
            client.UseLocalhostClustering(cluster.ClientPort, cluster.ClusterId, cluster.ClusterId);
        }
        else
        {
            client.UseAdoNetClustering(tables => (tables.Invariant, tables.ConnectionString) = (Npgsql, Stores.PostgresConnectionString(options.Store)));
        }

        client.Services.Configure<ClusterOptions>(ids => Name(ids, cluster));
        return client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = cluster.ResponseTimeout);
    }

    private static void Name(ClusterOptions ids, OrleansOptions cluster) => (ids.ClusterId, ids.ServiceId) = (cluster.ClusterId, cluster.ClusterId);

    /// <summary>The address that others reach a silo at: an IPv4 address, because that is what silos listen on.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal static IPAddress Resolve(string advertised)
    {
        try
        {
            return Array.Find(Dns.GetHostAddresses(advertised), address => address.AddressFamily == AddressFamily.InterNetwork)
                ?? throw new InvalidOperationException($"orleans.advertisedAddress is {advertised}; expected an IPv4 address, or a name that has one.");
        }
        catch (Exception problem) when (problem is SocketException or ArgumentException)
        {
            throw new InvalidOperationException($"orleans.advertisedAddress is {advertised}, which cannot be resolved: {problem.Message}", problem);
        }
    }

    private static void Listen(EndpointOptions endpoint, OrleansOptions cluster, IPAddress? advertised)
    {
        (endpoint.SiloPort, endpoint.GatewayPort) = (cluster.SiloPort, cluster.ClientPort);
        endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, cluster.SiloPort);
        endpoint.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, cluster.ClientPort);
        if (advertised is not null)
        {
            endpoint.AdvertisedIPAddress = advertised;
        }
    }

    private static void Watch(ClusterMembershipOptions membership, OrleansOptions cluster)
    {
        // A silo without three signs of life in the table does not hold up those that join, nor count where silos vote. Where all were killed at once,
        // new ones would wait for minutes otherwise; one that joins in vain for so long ends, and its supervisor starts it again.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(cluster.FastFailOver ? 2 : 5);
        membership.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
        if (cluster.FastFailOver)
        {
            membership.ProbeTimeout = cluster.ProbeTimeout;
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        }
    }
}
