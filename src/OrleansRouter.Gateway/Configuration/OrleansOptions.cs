using System.ComponentModel.DataAnnotations;
using OrleansRouter.Storage;

namespace OrleansRouter.Gateway.Configuration;

/// <summary>What a process is in an Orleans cluster.</summary>
public enum ClusterRole
{
    /// <summary>Runs grains and serves HTTP.</summary>
    SiloAndGateway,

    /// <summary>Runs grains; over HTTP it only says how it is.</summary>
    Silo,

    /// <summary>Serves HTTP and calls the grains of the cluster's silos.</summary>
    Gateway,
}

/// <summary>How the processes of a cluster find each other.</summary>
public enum ClusterMembership
{
    /// <summary>All on this machine, through the silo at <see cref="OrleansOptions.PrimarySiloPort"/>: for development.</summary>
    Localhost,

    /// <summary>Through Orleans' membership tables in the PostgreSQL database of <see cref="GatewayOptions.Store"/>.</summary>
    Postgres,
}

/// <summary>Settings of a process in an Orleans cluster.</summary>
public sealed record OrleansOptions
{
    /// <summary>What this process is. Default: silo and gateway.</summary>
    public ClusterRole Role { get; init; }

    /// <summary>How it finds the others. Default: localhost.</summary>
    public ClusterMembership Membership { get; init; }

    /// <summary>Processes with the same id are one cluster.</summary>
    [Required] public string ClusterId { get; init; } = "orleans-router";

    /// <summary>The port for other silos. Default 11111.</summary>
    [Range(1, 65_535)] public int SiloPort { get; init; } = 11_111;

    /// <summary>The port for gateways outside the silos; on a silo, another than <see cref="SiloPort"/>. Default 30000.</summary>
    [Range(1, 65_535)] public int ClientPort { get; init; } = 30_000;

    /// <summary>With membership on localhost, the port of the silo that starts first. Default 11111.</summary>
    [Range(1, 65_535)] public int PrimarySiloPort { get; init; } = 11_111;

    /// <summary>The IPv4 address that others reach this silo at, or a name that has one; null: what its host name resolves to.</summary>
    public string? AdvertisedAddress { get; init; }

    /// <summary>
    /// Whether a dead silo is noticed within about two <see cref="ProbeTimeout"/> instead of ten to twenty seconds: it is given up after two missed
    /// probes. A silo that only pauses that long, as for a collection or a snapshot of its machine, is given up too and starts again. Default false.
    /// </summary>
    public bool FastFailOver { get; init; }

    /// <summary>With <see cref="FastFailOver"/>, and only with it, how often silos are probed, and how long each probe may take. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")] public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A grain without calls for this long leaves memory; longer than <see cref="CollectionInterval"/>. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")] public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often it is looked for grains that have been idle for long enough. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")] public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The share of the memory that this process may use (the machine's, or its container's) beyond which grains leave memory before they are idle
    /// for long, those without calls for longest first, until nine tenths of it are in use. It bounds how many grains a silo holds. Default 0.8.
    /// </summary>
    [Range(0.01, 1.0)] public double MemoryShare { get; init; } = 0.8;

    /// <summary>
    /// How long a call of a grain may take before the caller is told that it got no answer; what the grain does goes on and is not lost. Calls that
    /// certainly did not arrive are tried again for so long; those that a silo may have taken when it died are not, and fail once the cluster has given it
    /// up, or after so long. No chat waits for a grain; what administrators and training ask does. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")] public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long, at most, an open training job goes on whose silo is gone when no gateway asks for it. Orleans advises against less than a
    /// minute, because every reminder costs a turn and a look at its table. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")] public TimeSpan JobReminderPeriod { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Settings of a gateway and of its place in an Orleans cluster.</summary>
public sealed record NodeOptions : GatewayOptions
{
    /// <summary>Its place in the cluster.</summary>
    public OrleansOptions Orleans { get; init; } = new();

    /// <inheritdoc/>
    public override IEnumerable<string> Errors()
    {
        List<string> errors = [.. base.Errors()];
        if (Orleans.Membership == ClusterMembership.Postgres && !Stores.IsPostgres(Store))
        {
            errors.Add("orleans.membership is postgres; store must then be a PostgreSQL address, which its membership tables are in.");
        }

        if (Orleans.IdleTimeout <= Orleans.CollectionInterval)
        {
            errors.Add($"orleans.idleTimeout is {Orleans.IdleTimeout}; expected more than orleans.collectionInterval, {Orleans.CollectionInterval}.");
        }

        if (Orleans.Role != ClusterRole.Gateway && Orleans.SiloPort == Orleans.ClientPort)
        {
            errors.Add($"orleans.clientPort is {Orleans.ClientPort}; expected another port than orleans.siloPort.");
        }

        if (!Orleans.FastFailOver && Orleans.ProbeTimeout != new OrleansOptions().ProbeTimeout)
        {
            errors.Add($"orleans.probeTimeout is {Orleans.ProbeTimeout}, but orleans.fastFailOver is false: it counts only with fast fail-over.");
        }

        if (Orleans.Role == ClusterRole.Gateway && Jobs.Workers > 0)
        {
            errors.Add($"jobs.workers is {Jobs.Workers}, but orleans.role is gateway: tasks run on silos, whose settings say how many.");
        }

        return errors;
    }
}
