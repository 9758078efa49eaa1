using System.Net;
using OrleansRouter.TestKit;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.SystemTests;

/// <summary>The example settings of the repository start what they say.</summary>
public sealed class SiloConfigTests : IDisposable
{
    private const string StoreVariable = "ORLEANS_ROUTER_STORE";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Embedded_StartsWithNothingElse()
    {
        await using RouterProcess process = await StartAsync("embedded.json");
        (await StatusAsync(process)).ShouldBe(HttpStatusCode.OK);
        File.Exists(Path.Combine(_folder.FullName, "orleans-router.db")).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Replicas_StartOverPostgres_AndAreNotReadyWithoutAPolicy()
    {
        await using var database = new TemporaryPostgres();
        await database.CreateAsync();
        Environment.SetEnvironmentVariable(StoreVariable, database.Address);
        await using RouterProcess process = await StartAsync("replicas.json");
        (await StatusAsync(process)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        process.Keys.Keys.ShouldBe(["operator key", "tenant key"], ignoreOrder: true);
    }

    private Task<RouterProcess> StartAsync(string settings) =>
        RouterProcess.StartAsync(_folder.FullName, "--config", Path.Combine(Repository.Root, "silo-config", settings));

    private static async Task<HttpStatusCode> StatusAsync(RouterProcess process)
    {
        using var client = new HttpClient { BaseAddress = process.Address };
        using HttpResponseMessage response = await client.GetAsync("/readyz");
        return response.StatusCode;
    }
}
