using System.Net;
using System.Net.Sockets;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Silo.Cluster;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>What cannot start says why, and leaves nothing behind.</summary>
public sealed class SiloStartTests : IAsyncLifetime
{
    private readonly TemporarySqlite _database = new();
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    private int TakenPort => ((IPEndPoint)_other.LocalEndpoint).Port;

    public Task InitializeAsync()
    {
        _other.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _other.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task GatewayWhosePortIsTaken_SaysSo_AndItsSiloIsGone()
    {
        NodeOptions options = Options(ClusterRole.SiloAndGateway, siloPort: FreePort());
        await Should.ThrowAsync<IOException>(() => SiloProcess.StartAsync(options with { Urls = $"http://127.0.0.1:{TakenPort}" }, default));
        // A silo that had stayed would still have both of its ports.
        await using SiloProcess again = await SiloProcess.StartAsync(options, default);
        again.Addresses.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task SiloWhosePortIsTaken_SaysSo_AndNotThatItCannotBeStopped()
    {
        Exception thrown = await Should.ThrowAsync<Exception>(() => SiloProcess.StartAsync(Options(ClusterRole.Silo, TakenPort), default));
        thrown.ToString().ShouldContain("in use");
        thrown.Message.ShouldNotContain("Running state");
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    public void AdvertisedAddress_IsIPv4(string advertised, string expected) => Membership.Resolve(advertised).ShouldBe(IPAddress.Parse(expected));

    [Theory]
    [InlineData("::1", "expected an IPv4 address, or a name that has one")]
    [InlineData("no-such-host.invalid", "cannot be resolved")]
    public void AdvertisedAddress_ThatNobodyCouldReach_IsRefused(string advertised, string problem) =>
        Should.Throw<InvalidOperationException>(() => Membership.Resolve(advertised)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldStartWith($"orleans.advertisedAddress is {advertised}"), message => message.ShouldContain(problem));

    private NodeOptions Options(ClusterRole role, int siloPort) => new()
    {
        Store = _database.Address,
        Urls = "http://127.0.0.1:0",
        SimulatedQueries = 400,
        Orleans = new OrleansOptions { Role = role, SiloPort = siloPort, PrimarySiloPort = siloPort, ClientPort = FreePort() },
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
