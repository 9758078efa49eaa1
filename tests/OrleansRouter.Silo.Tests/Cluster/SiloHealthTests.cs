using System.Net;
using Microsoft.AspNetCore.Builder;
using OrleansRouter.Silo.Cluster;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Silo.Tests.Cluster;

public sealed class SiloHealthTests
{
    [Theory]
    [InlineData(SiloStatus.Active, HttpStatusCode.OK, "ready")]
    [InlineData(SiloStatus.Joining, HttpStatusCode.ServiceUnavailable, "Joining")]
    [InlineData(SiloStatus.ShuttingDown, HttpStatusCode.ServiceUnavailable, "ShuttingDown")]
    [InlineData(SiloStatus.Dead, HttpStatusCode.ServiceUnavailable, "Dead")]
    public async Task Readyz_IsReady_OnlyWhileTheSiloIsActive(SiloStatus status, HttpStatusCode code, string says)
    {
        await using var database = new TemporarySqlite();
        await using RelationalStore store = await database.OpenAsync();
        await using WebApplication app = SiloHealth.Build("http://127.0.0.1:0", store, () => status);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using HttpResponseMessage ready = await client.GetAsync("/readyz"), health = await client.GetAsync("/healthz");
        ready.StatusCode.ShouldBe(code);
        (await ready.Content.ReadAsStringAsync()).ShouldContain(says);
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
