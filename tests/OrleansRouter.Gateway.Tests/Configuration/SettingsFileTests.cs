using OrleansRouter.Gateway.Configuration;

namespace OrleansRouter.Gateway.Tests.Configuration;

public sealed class SettingsFileTests : IDisposable
{
    private const string Variable = "ORLEANS_ROUTER_SETTINGS_TEST";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void File_CommentsReferencesAndNestedSettings_AreRead()
    {
        Environment.SetEnvironmentVariable(Variable, "from the environment");
        NodeOptions options = Read<NodeOptions>(
            """
            { // a comment
              "$schema": "./schema.json", "store": "${ORLEANS_ROUTER_SETTINGS_TEST}.db", "maxFallbacks": 3,
              "breaker": { "failureShare": 0.25, }, "upstreamTimeouts": { "idle": "00:00:05" },
              "orleans": { "role": "gateway", "siloPort": 12000 },
            }
            """);
        options.Store.ShouldBe("from the environment.db");
        options.MaxFallbacks.ShouldBe(3);
        options.Breaker.FailureShare.ShouldBe(0.25);
        options.UpstreamTimeouts.Idle.ShouldBe(TimeSpan.FromSeconds(5));
        options.UpstreamTimeouts.Total.ShouldBe(new GatewayOptions().UpstreamTimeouts.Total);
        options.Orleans.ShouldBe(new OrleansOptions { Role = ClusterRole.Gateway, SiloPort = 12_000 });
    }

    [Fact]
    public void Mistakes_AreSaidAllAtOnce_EachWithPlaceValueAndWhatIsAllowed()
    {
        string message = Should.Throw<InvalidOperationException>(() => Read<NodeOptions>(
            """
            {
              "store": "${ORLEANS_ROUTER_NO_SUCH_VARIABLE}", "maxFallback": 3, "maxFallbacks": 99, "simulatedPool": "yes",
              "breaker": { "window": "5 minutes", "minimumCalls": 1 }, "orleans": { "role": "boss", "siloPort": 0 }
            }
            """)).Message;
        message.Split(Environment.NewLine).ShouldBe(
        [
            $"{_path} cannot be used:",
            "- store needs the environment variable ORLEANS_ROUTER_NO_SUCH_VARIABLE, which is not set.",
            message.Split(Environment.NewLine)[2],
            "- simulatedPool is \"yes\"; expected true or false.",
            "- breaker.window is \"5 minutes\"; expected a duration such as \"00:00:30\".",
            "- orleans.role is \"boss\"; expected one of siloAndGateway, silo, gateway.",
            "- orleans.siloPort is 0; expected 1 to 65535.",
            "- store is empty; it is required.",
            "- breaker.minimumCalls is 1; expected 2 to 1000000.",
            "- maxFallbacks is 99; expected 0 to 10.",
        ], ignoreOrder: true);
        message.ShouldContain("- maxFallback is no setting; there are: ");
    }

    [Theory]
    [InlineData("{", " line 1: ")]
    [InlineData("[]", "expected an object")]
    [InlineData("""{"store":"a","store":"b"}""", "Duplicate")]
    public void File_OfNoSettings_IsRefused(string text, string reason) =>
        Should.Throw<InvalidOperationException>(() => Read<GatewayOptions>(text)).Message.ShouldContain(reason);

    [Fact]
    public void Settings_OfACluster_AreNoneOfASingleProcess() =>
        Should.Throw<InvalidOperationException>(() => Read<GatewayOptions>("""{"orleans":{}}""")).Message.ShouldContain("- orleans is no setting");

    [Fact]
    public void Membership_InPostgres_NeedsAPostgresStore() =>
        Should.Throw<InvalidOperationException>(() => Read<NodeOptions>("""{"store":"file.db","orleans":{"membership":"postgres"}}"""))
            .Message.ShouldContain("store must then be a PostgreSQL address");

    [Theory]
    [InlineData("""{"jobs":{"workers":2},"orleans":{"role":"gateway"}}""", "jobs.workers is 2, but orleans.role is gateway: tasks run on silos")]
    [InlineData("""{"orleans":{"idleTimeout":"00:00:30"}}""", "orleans.idleTimeout is 00:00:30; expected more than orleans.collectionInterval, 00:01:00.")]
    [InlineData("""{"orleans":{"siloPort":12000,"clientPort":12000}}""", "orleans.clientPort is 12000; expected another port than orleans.siloPort.")]
    [InlineData("""{"orleans":{"probeTimeout":"00:00:02"}}""", "orleans.probeTimeout is 00:00:02, but orleans.fastFailOver is false")]
    [InlineData("""{"orleans":{"memoryShare":1.5}}""", "orleans.memoryShare is 1.5; expected 0.01 to 1.")]
    public void SettingsOfACluster_ThatDoNotFitEachOther_AreRefused(string text, string problem) =>
        Should.Throw<InvalidOperationException>(() => Read<NodeOptions>(text)).Message.ShouldContain(problem);

    private T Read<T>(string text) where T : class, ISettings
    {
        File.WriteAllText(_path, text);
        return SettingsFile.Read<T>(_path);
    }
}
