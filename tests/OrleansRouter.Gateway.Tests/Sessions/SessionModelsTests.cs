using OrleansRouter.Gateway.Sessions;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Sessions;

public sealed class SessionModelsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SessionModels _sessions;

    public SessionModelsTests() => _sessions = new SessionModels(
        new GatewayOptions { Sessions = new AffinityOptions { MostSessions = 3, Lifetime = TimeSpan.FromMinutes(10) } }, _time);

    [Fact]
    public void Find_IsPerTenant()
    {
        _sessions.Keep(new SessionKey("a", "s"), "gold");
        _sessions.Keep(new SessionKey("b", "s"), "silver");
        _sessions.Find(new SessionKey("a", "s")).ShouldBe("gold");
        _sessions.Find(new SessionKey("b", "s")).ShouldBe("silver");
        _sessions.Find(new SessionKey("c", "s")).ShouldBeNull();
    }

    [Fact]
    public void TheSessionThatWasQuietTheLongest_GoesFirst()
    {
        Keep("1");
        Keep("2");
        Keep("3");
        Keep("1");
        Keep("4");
        (Find("1"), Find("2"), Find("3"), Find("4")).ShouldBe(("gold", null, "gold", "gold"));
    }

    [Fact]
    public void AfterItsLifetimeWithoutARequest_ItIsForgotten()
    {
        Keep("1");
        _time.Advance(TimeSpan.FromMinutes(9));
        Find("1").ShouldBe("gold");
        Keep("1");
        _time.Advance(TimeSpan.FromMinutes(9));
        Find("1").ShouldBe("gold");
        _time.Advance(TimeSpan.FromMinutes(2));
        Find("1").ShouldBeNull();
    }

    private void Keep(string session) => _sessions.Keep(new SessionKey("t", session), "gold");

    private string? Find(string session) => _sessions.Find(new SessionKey("t", session));
}
