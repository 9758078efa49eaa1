using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Sessions;

/// <summary>A session keeps to its model, and the log says so truthfully.</summary>
public sealed class SessionChatTests : IAsyncLifetime
{
    private readonly RoutedFixture _fixture = new();
    private TestGateway Gateway => _fixture.Gateway;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SecondRequest_GoesToTheModelOfTheFirst_WithPropensityOneAndAReceiptThatHolds(bool stream)
    {
        string session = $"s-{stream}";
        JsonElement first = await ChatAsync(session, allowed: ["silver"], stream);
        first.GetProperty("origin").GetString().ShouldBe("policy");

        JsonElement second = await ChatAsync(session, allowed: null, stream);
        second.GetProperty("model").GetString().ShouldBe("silver", "The policy alone would have taken gold.");
        second.GetProperty("origin").GetString().ShouldBe("session");
        second.GetProperty("propensity").GetDouble().ShouldBe(1);
        second.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        second.GetProperty("receipt").GetProperty("decision").GetProperty("ranking").GetArrayLength().ShouldBe(1, "Nothing else was eligible.");

        (await ChatAsync("another", allowed: null, stream)).GetProperty("model").GetString().ShouldBe("gold");
    }

    [Fact]
    public async Task ModelThatIsNotEligible_IsLeft_AndTheSessionMovesOn()
    {
        await ChatAsync("s", allowed: ["silver"]);
        JsonElement moved = await ChatAsync("s", allowed: ["gold", "bronze"]);
        (moved.GetProperty("model").GetString(), moved.GetProperty("origin").GetString()).ShouldBe(("gold", "policy"));
        JsonElement after = await ChatAsync("s", allowed: null);
        (after.GetProperty("model").GetString(), after.GetProperty("origin").GetString()).ShouldBe(("gold", "session"));
    }

    [Fact]
    public async Task FallbackThatAnswered_KeepsTheSession_AndASessionsModelFallsBackToo()
    {
        _fixture.Upstream.Enqueue(new UpstreamScript { Status = 500 });
        (await ChatAsync("s", allowed: null)).GetProperty("outcome").GetProperty("model").GetString().ShouldBe("silver");
        (await ChatAsync("s", allowed: null)).GetProperty("model").GetString().ShouldBe("silver");

        _fixture.Upstream.Enqueue(new UpstreamScript { Status = 500 });
        JsonElement fallen = await ChatAsync("s", allowed: null);
        (fallen.GetProperty("model").GetString(), fallen.GetProperty("outcome").GetProperty("model").GetString()).ShouldBe(("silver", "gold"));
    }

    [Fact]
    public async Task SwitchedOff_EveryRequestIsThePolicys()
    {
        (await Gateway.Operator.PatchAsJsonAsync("/admin/v1/tenants/default", new { session_affinity = false })).EnsureSuccessStatusCode();
        await ChatAsync("s", allowed: ["silver"]);
        JsonElement second = await ChatAsync("s", allowed: null);
        (second.GetProperty("model").GetString(), second.GetProperty("origin").GetString()).ShouldBe(("gold", "policy"));
    }

    [Fact]
    public async Task Decide_SaysWhatTheSessionKeptAwayFrom_AndADryRunChangesNothing()
    {
        await DecideAsync(record: false, allowed: ["silver"]);
        (await DecideAsync(record: false, allowed: null)).GetProperty("model").GetString().ShouldBe("gold");
        await DecideAsync(record: true, allowed: ["silver"]);
        JsonElement kept = await DecideAsync(record: false, allowed: null);
        kept.GetProperty("model").GetString().ShouldBe("silver");
        kept.GetProperty("excluded").EnumerateArray().Select(e => e.GetProperty("reason").GetString())
            .ShouldBe(["the session keeps to 'silver'", "the session keeps to 'silver'"]);
    }

    private async Task<JsonElement> DecideAsync(bool record, string[]? allowed)
    {
        using HttpResponseMessage response = await Gateway.Tenant.PostAsJsonAsync(
            "/routing/v1/decide", new { prompt = "Say hello", record, router = new { session = "d", allowed_models = allowed } });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private async Task<JsonElement> ChatAsync(string session, string[]? allowed, bool stream = false)
    {
        using HttpResponseMessage response = await Gateway.Tenant.ChatAsync(new
        {
            model = "auto",
            stream,
            messages = new[] { new { role = "user", content = "Say hello" } },
            router = new { session, allowed_models = allowed },
        });
        await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue();
        return await Gateway.ReceiptAsync(response.Header("decision-id"));
    }
}
