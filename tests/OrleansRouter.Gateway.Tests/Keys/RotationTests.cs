using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Keys;

/// <summary>Replacing a key while clients still use the old one.</summary>
public sealed class RotationTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task BothKeysHoldDuringTheOverlap_AndTheNewOneIsLikeTheOld()
    {
        (string id, string key) = await _gateway.AddKeyAsync(new { tenant_id = "default", label = "ci", limits = new { requests_per_minute = 77 } });
        JsonElement rotated = await RotateAsync(_gateway.Operator, id, new { overlap_seconds = 600 });
        JsonElement details = rotated.GetProperty("details");
        details.GetProperty("label").GetString().ShouldBe("ci");
        details.GetProperty("limits").GetProperty("requests_per_minute").GetInt64().ShouldBe(77);
        details.GetProperty("expires_at").ValueKind.ShouldBe(JsonValueKind.Null);
        DateTimeOffset end = rotated.GetProperty("replaced").GetProperty("expires_at").GetDateTimeOffset();
        end.ShouldBeInRange(DateTimeOffset.UtcNow.AddSeconds(300), DateTimeOffset.UtcNow.AddSeconds(600));
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(rotated.GetProperty("key").GetString()!)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutOverlap_TheOldKeyEndsAtOnce_AndCannotBeRotatedAgain()
    {
        (string id, string key) = await _gateway.AddKeyAsync(new { tenant_id = "default" });
        JsonElement rotated = await RotateAsync(_gateway.Operator, id, new { overlap_seconds = 0 });
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(rotated.GetProperty("key").GetString()!)).ShouldBe(HttpStatusCode.OK);
        using HttpResponseMessage again = await _gateway.Operator.PostAsJsonAsync($"/admin/v1/keys/{id}/rotate", new { });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task ATenantsAdministrator_RotatesItsOwnKeysOnly_AndNoneOfAWiderScope()
    {
        (_, string adminKey) = await _gateway.AddKeyAsync(new { tenant_id = "default", scope = "tenant_admin" });
        using HttpClient admin = _gateway.Client(adminKey);
        (string own, _) = await _gateway.AddKeyAsync(new { tenant_id = "default" });
        await RotateAsync(admin, own, new { });
        (string operators, _) = await _gateway.AddKeyAsync(new { scope = "operator" });
        using HttpResponseMessage refused = await admin.PostAsJsonAsync($"/admin/v1/keys/{operators}/rotate", new { });
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using HttpResponseMessage endless = await admin.PostAsJsonAsync($"/admin/v1/keys/{own}/rotate", new { overlap_seconds = 1e9 });
        endless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> RotateAsync(HttpClient client, string id, object rotation)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync($"/admin/v1/keys/{id}/rotate", rotation);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using HttpClient client = _gateway.Client(key);
        using HttpResponseMessage response = await client.ChatAsync(ChatCalls.Body("alpha"));
        return response.StatusCode;
    }
}
