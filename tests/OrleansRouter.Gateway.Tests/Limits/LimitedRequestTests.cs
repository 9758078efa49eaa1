using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Limits;

/// <summary>Limits of tenants and keys, over HTTP.</summary>
public sealed class LimitedRequestTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task RequestsBeyondTheLimit_Get429_WithOpenAisHeaders()
    {
        (_, HttpClient client) = await _gateway.AddTenantAsync(new { requests_per_minute = 2, tokens_per_minute = 6_000 });
        using HttpResponseMessage first = await client.ChatAsync(ChatCalls.Body("alpha"));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        Limit(first, "limit-requests").ShouldBe("2");
        Limit(first, "remaining-requests").ShouldBe("1");
        Limit(first, "limit-tokens").ShouldBe("6000");
        using HttpResponseMessage second = await client.ChatAsync(ChatCalls.Body("alpha"));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        int asked = fixture.Upstream.Requests.Count;

        using HttpResponseMessage refused = await client.ChatAsync(ChatCalls.Body("alpha"));

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
        Limit(refused, "remaining-requests").ShouldBe("0");
        Limit(refused, "reset-requests").ShouldMatch("^[0-9.]+s$");
        JsonElement error = await refused.ErrorAsync();
        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe(("requests", "rate_limit_exceeded"));
        fixture.Upstream.Requests.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task Tokens_AreSettledByWhatTheAnswerTook()
    {
        (_, HttpClient client) = await _gateway.AddTenantAsync(new { tokens_per_minute = 1_000_000 });
        object body = new { model = "alpha", max_tokens = 900_000, messages = new[] { new { role = "user", content = "hi" } } };
        using HttpResponseMessage first = await client.ChatAsync(body);
        long.Parse(Limit(first, "remaining-tokens")).ShouldBeLessThan(100_000);
        using HttpResponseMessage second = await client.ChatAsync(body);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);

        using HttpResponseMessage never = await client.ChatAsync(
            new { model = "alpha", max_tokens = 1_000_001, messages = new[] { new { role = "user", content = "hi" } } });
        never.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await never.ErrorAsync()).GetProperty("code").GetString().ShouldBe("rate_limit_too_low");
    }

    [Fact]
    public async Task AStreamHoldsItsPlaceUntilItEnds()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        upstream.Default = new UpstreamScript { StallAfter = 1 };
        string model = $"m-{Guid.NewGuid():N}";
        await _gateway.AddModelAsync(model, upstream);
        (_, HttpClient client) = await _gateway.AddTenantAsync(new { concurrent_requests = 1 });
        using HttpResponseMessage open = await client.StreamAsync(ChatCalls.Body(model, stream: true));
        open.StatusCode.ShouldBe(HttpStatusCode.OK);

        using HttpResponseMessage refused = await client.ChatAsync(ChatCalls.Body("alpha"));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        open.Dispose();
        for (int i = 0; ; i++)
        {
            using HttpResponseMessage next = await client.ChatAsync(ChatCalls.Body("alpha"));
            if (next.IsSuccessStatusCode)
            {
                break;
            }

            i.ShouldBeLessThan(200, "The place of a closed stream did not become free.");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task AKeysLimit_HoldsForThatKeyOnly_AndLeavesItsTenantsAllowanceAlone()
    {
        (string id, HttpClient other) = await _gateway.AddTenantAsync(new { requests_per_minute = 3 });
        JsonElement key = await _gateway.Operator.PostAsJsonAsync("/admin/v1/keys", new { tenant_id = id, limits = new { requests_per_minute = 1 } }).OkAsync();
        using HttpClient limited = _gateway.Client(key.GetProperty("key").GetString());
        (await StatusAsync(limited)).ShouldBe(HttpStatusCode.OK);
        for (int i = 0; i < 5; i++)
        {
            (await StatusAsync(limited)).ShouldBe(HttpStatusCode.TooManyRequests);
        }

        (await StatusAsync(other)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(other)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(other)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Limits_AreTheOperatorsToSet_AndZeroLiftsThem()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync(new { requests_per_minute = 1 });
        JsonElement key = await _gateway.Operator.PostAsJsonAsync("/admin/v1/keys", new { tenant_id = id, scope = "tenant_admin" }).OkAsync();
        using HttpClient admin = _gateway.Client(key.GetProperty("key").GetString());
        object lift = new { limits = new { requests_per_minute = 0 } };
        using HttpResponseMessage refused = await admin.PatchAsJsonAsync($"/admin/v1/tenants/{id}", lift);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.TooManyRequests);

        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", lift).OkAsync();
        (await StatusAsync(client)).ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage negative = await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { limits = new { tokens_per_minute = -1 } });
        negative.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await negative.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("limits.tokens_per_minute is -1; expected 0 (no limit) to");
    }

    [Fact]
    public async Task AnAdministratorsKeys_AreLimitedAtLeastAsItsOwn()
    {
        JsonElement own = await _gateway.Operator.PostAsJsonAsync(
            "/admin/v1/keys", new { tenant_id = "default", scope = "tenant_admin", limits = new { requests_per_minute = 5 } }).OkAsync();
        using HttpClient admin = _gateway.Client(own.GetProperty("key").GetString());
        JsonElement made = await admin.PostAsJsonAsync("/admin/v1/keys", new { limits = new { requests_per_minute = 9, tokens_per_minute = 7 } }).OkAsync();
        JsonElement limits = made.GetProperty("details").GetProperty("limits");
        limits.GetProperty("requests_per_minute").GetInt64().ShouldBe(5);
        limits.GetProperty("tokens_per_minute").GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task AnAdministratorThatIsLimited_RotatesAnUnlimitedKey_IntoALimitedOne()
    {
        JsonElement own = await _gateway.Operator.PostAsJsonAsync(
            "/admin/v1/keys", new { tenant_id = "default", scope = "tenant_admin", limits = new { requests_per_minute = 5 } }).OkAsync();
        JsonElement unlimited = await _gateway.Operator.PostAsJsonAsync(
            "/admin/v1/keys", new { tenant_id = "default", limits = new { tokens_per_minute = 7 } }).OkAsync();
        using HttpClient admin = _gateway.Client(own.GetProperty("key").GetString());

        JsonElement rotated = await admin.PostAsJsonAsync(
            $"/admin/v1/keys/{unlimited.GetProperty("details").GetProperty("id").GetString()}/rotate", new { }).OkAsync();

        JsonElement limits = rotated.GetProperty("details").GetProperty("limits");
        limits.GetProperty("requests_per_minute").GetInt64().ShouldBe(5);
        limits.GetProperty("tokens_per_minute").GetInt64().ShouldBe(7);
    }

    private static string Limit(HttpResponseMessage response, string name) => response.Headers.GetValues($"x-ratelimit-{name}").Single();

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.ChatAsync(ChatCalls.Body("alpha"));
        return response.StatusCode;
    }
}
