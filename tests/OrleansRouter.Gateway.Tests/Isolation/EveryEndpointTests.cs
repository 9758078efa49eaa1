using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Grains.Keys;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Isolation;

/// <summary>Walks every endpoint that the application maps with every wrong key, and looks whether anything of a tenant is told or changed.</summary>
public sealed class EveryEndpointTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private Victim _victim = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync();
        _victim = await Victim.CreateAsync(_gateway, _upstream);
        foreach (string stranger in new[] { "stranger", "other" })
        {
            using HttpResponseMessage created = await _gateway.Operator.PostAsync(
                "/admin/v1/tenants", Json($$"""{"id":"{{stranger}}","allowed_models":["common"]}"""));
            created.EnsureSuccessStatusCode();
        }
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public void EveryEndpoint_IsAttacked()
    {
        Dictionary<string, KeyScope?> mapped = Endpoints();
        mapped.Keys.Order().ShouldBe(Attack.All.Concat(Attack.OnOpenEndpoints).Select(a => a.Endpoint).Order(), "Add a line to Attack.All for every new endpoint.");
        mapped.Where(m => m.Value is null).Select(m => m.Key).Order()
            .ShouldBe(Attack.OnOpenEndpoints.Select(a => a.Endpoint).Order(), "Only these may be open.");
    }

    [Fact]
    public async Task NoWrongKey_ReadsOrChangesAnythingOfAnother()
    {
        Dictionary<string, KeyScope?> mapped = Endpoints();
        WrongKey[] keys = await WrongKeysAsync();
        string before = await _victim.ReadAllAsync("stranger");
        before.ShouldContain("VICTIM-PROMPT");
        before.ShouldContain("VICTIM-COMMENT");
        List<string> breaches = [];
        foreach (Attack attack in Attack.All.Concat(Attack.OnOpenEndpoints))
        {
            foreach (WrongKey key in keys)
            {
                breaches.AddRange(await TryAsync(attack, mapped[attack.Endpoint], key));
            }
        }

        breaches.ShouldBeEmpty();
        (await _victim.ReadAllAsync("stranger")).ShouldBe(before);
    }

    [Fact]
    public async Task TheOwnersKey_DoesWhatTheAttacksTry()
    {
        Dictionary<string, KeyScope?> mapped = Endpoints();
        foreach (Attack attack in Attack.All.Where(a => mapped[a.Endpoint] is KeyScope.TenantUse or KeyScope.TenantAdmin && a.Method == HttpMethod.Get))
        {
            (int status, string body) = await SendAsync(attack, $"Bearer {_victim.AdminKey}");
            bool isRight = status == 200 || body.Contains("rollout_not_found");
            isRight.ShouldBeTrue($"{attack.Endpoint} answers {status}: {body}");
        }
    }

    private Dictionary<string, KeyScope?> Endpoints() => _gateway.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => (
            Name: $"{method} /{e.RoutePattern.RawText!.Trim('/')}", e.Metadata.GetMetadata<RequiredScope>()?.Scope)))
        .ToDictionary(e => e.Name, e => e.Scope);

    private async Task<WrongKey[]> WrongKeysAsync()
    {
        string revoked = await Victim.CreateKeyAsync(_gateway, "tenant_admin", Victim.Id, "VICTIM-LABEL");
        (await _gateway.Operator.DeleteAsync($"/admin/v1/keys/{revoked.Split('-')[1]}")).EnsureSuccessStatusCode();
        string expired = await ExpiredKeyAsync();
        return
        [
            new("no key", null, null),
            new("empty", "Bearer ", null),
            new("malformed", "Bearer sk-abc", null),
            new("not the scheme", $"Basic {_victim.AdminKey}", null),
            new("unknown", "Bearer or-0123456789abcdef-00", null),
            new("wrong secret", $"Bearer {_victim.AdminKey[..^1]}x", null),
            new("another key's secret", $"Bearer or-{_victim.AdminKey.Split('-')[1]}-{_victim.UseKey.Split('-')[2]}", null),
            new("revoked", $"Bearer {revoked}", null),
            new("expired", $"Bearer {expired}", null),
            new("its own, of too narrow a scope", $"Bearer {_victim.UseKey}", KeyScope.TenantUse, IsVictims: true),
            new("its own, but no operator's", $"Bearer {_victim.AdminKey}", KeyScope.TenantAdmin, IsVictims: true),
            new("a stranger's", $"Bearer {await Victim.CreateKeyAsync(_gateway, "tenant_use", "stranger")}", KeyScope.TenantUse),
            new("a stranger's administrator's", $"Bearer {await Victim.CreateKeyAsync(_gateway, "tenant_admin", "stranger")}", KeyScope.TenantAdmin),
        ];
    }

    private async Task<string> ExpiredKeyAsync()
    {
        DateTimeOffset end = DateTimeOffset.UtcNow.AddSeconds(2);
        string key = await Victim.CreateKeyAsync(_gateway, "tenant_admin", Victim.Id, "VICTIM-LABEL", end);
        while (DateTimeOffset.UtcNow <= end)
        {
            await Task.Delay(50);
        }

        return key;
    }

    /// <summary>Says what went wrong, if anything did.</summary>
    private async Task<IEnumerable<string>> TryAsync(Attack attack, KeyScope? required, WrongKey key)
    {
        bool isAllowed = required is null || key.Scope >= required;
        if (isAllowed && key.IsVictims && required is not null)
        {
            return [];
        }

        (int status, string body) = await SendAsync(attack, key.Header);
        string sent = _victim.Fill(attack.Path + attack.Body);
        bool isRight = required is null ? status == 200
            : key.Scope is null ? status == 401
            : !isAllowed ? status == 403
            : attack.Foreign == Foreign.Own ? status == 200
            : status is 403 or 404;
        string name = $"{attack.Endpoint} with a key that is {key.Kind}";
        // Metrics name the installation's models.
        string known = required is null ? sent + _victim.Names["<model>"] : sent;
        IEnumerable<string> told = _victim.Secrets.Where(secret => body.Contains(secret) && !known.Contains(secret) && !key.IsVictims);
        return [.. told.Select(secret => $"{name} tells '{secret}'"), .. isRight ? Array.Empty<string>() : [$"{name} answers {status}: {body}"]];
    }

    private async Task<(int Status, string Body)> SendAsync(Attack attack, string? authorization)
    {
        using HttpClient client = _gateway.Client(key: null);
        using var request = new HttpRequestMessage(attack.Method, _victim.Fill(attack.Path)) { Content = attack.Body is { } body ? Json(_victim.Fill(body)) : null };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    /// <param name="Kind">What is wrong with it.</param>
    /// <param name="Header">The header Authorization; null: none.</param>
    /// <param name="Scope">What it may do; null: nothing, for it is not valid.</param>
    /// <param name="IsVictims">Whether it is a valid key of the victim.</param>
    private sealed record WrongKey(string Kind, string? Header, KeyScope? Scope, bool IsVictims = false);
}
