using OrleansRouter.Gateway.Ejection;

namespace OrleansRouter.Gateway.Tests.Ejection;

/// <summary>When a model counts as slow, and how it comes back.</summary>
public sealed class ModelLatencyTests
{
    private static readonly EjectionOptions Options = new()
    {
        Recent = 10,
        History = 50,
        Factor = 3,
        Floor = TimeSpan.FromMilliseconds(500),
        FirstRest = TimeSpan.FromSeconds(10),
        LongestRest = TimeSpan.FromSeconds(35),
        Probes = 2,
        MostRests = 4,
    };

    private DateTimeOffset _now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ModelLatency _model = new(Options);

    [Fact]
    public void SlowerThanItsOwnHistory_Rests()
    {
        Answer(300, times: 30).ShouldBeNull();
        Answer(950, times: 10).ShouldBe(true);
        _model.RestsUntil(_now).ShouldBe(_now.AddSeconds(10));
    }

    [Theory]
    [InlineData(300, 850, "within the factor")]
    [InlineData(20, 450, "below the floor")]
    [InlineData(9_000, 9_000, "slow all its life")]
    public void WhatIsUsualForIt_DoesNotRest(double historyMs, double recentMs, string why)
    {
        Answer(historyMs, times: 60).ShouldBeNull(why);
        Answer(recentMs, times: 10).ShouldBeNull(why);
    }

    [Fact]
    public void OneSlowAnswerAmongTen_DoesNotRest()
    {
        _model = new ModelLatency(Options with { Recent = 40 });
        Answer(300, times: 90);
        Answer(60_000, times: 1).ShouldBeNull();
        Answer(300, times: 39).ShouldBeNull();
    }

    [Fact]
    public void TooLittleKnown_DoesNotRest() => Answer(60_000, times: 19).ShouldBeNull();

    [Fact]
    public void AboveTheCeiling_RestsWithoutAnyHistory()
    {
        _model = new ModelLatency(Options with { Ceiling = TimeSpan.FromSeconds(5) });
        Answer(6_000, times: 9).ShouldBeNull();
        Answer(6_000, times: 1).ShouldBe(true);
    }

    [Fact]
    public void AfterTheRest_OneProbeAtATime_BringsItBack()
    {
        MakeSlow();
        _now = _now.AddSeconds(11);
        _model.RestsUntil(_now).ShouldBeNull();
        bool probe = _model.Begin(_now);
        probe.ShouldBeTrue();
        _model.RestsUntil(_now).ShouldNotBeNull("One probe is under way.");
        _model.End(probe, 300, _now).ShouldBeNull();
        Answer(300, times: 1).ShouldBe(false, "The second quick one brings it back.");
        _model.RestsUntil(_now).ShouldBeNull();
        Answer(300, times: 20).ShouldBeNull();
        Answer(2_000, times: 10).ShouldBe(true, "Its history is still that of the good times.");
        _model.RestsUntil(_now).ShouldBe(_now.AddSeconds(10), "It begins with the shortest rest again.");
    }

    [Fact]
    public void SlowProbes_DoubleTheRest_UpToTheLongest_AndInTheEndItIsJudgedAnew()
    {
        MakeSlow();
        foreach (int seconds in new[] { 20, 35, 35 })
        {
            _now = _model.RestsUntil(_now)!.Value;
            Answer(5_000, times: 1).ShouldBe(true);
            _model.RestsUntil(_now).ShouldBe(_now.AddSeconds(seconds));
        }

        _now = _model.RestsUntil(_now)!.Value;
        Answer(5_000, times: 1).ShouldBe(false);
        Answer(5_000, times: 60).ShouldBeNull("That is how slow it is now.");
    }

    [Fact]
    public void ProbeThatFails_LeavesTheNextOneIn()
    {
        MakeSlow();
        _now = _now.AddSeconds(11);
        _model.End(_model.Begin(_now), null, _now).ShouldBeNull();
        _model.RestsUntil(_now).ShouldBeNull();
    }

    [Fact]
    public void AnswersToRequestsFromBeforeTheRest_DoNotLengthenIt()
    {
        bool early = _model.Begin(_now);
        MakeSlow();
        _now = _now.AddSeconds(11);
        _model.End(early, 11_000, _now).ShouldBeNull();
        _model.RestsUntil(_now).ShouldBeNull();
    }

    private void MakeSlow()
    {
        Answer(300, times: 30);
        Answer(5_000, times: 10).ShouldBe(true);
    }

    /// <summary>Returns the last change.</summary>
    private bool? Answer(double ms, int times)
    {
        bool? change = null;
        for (int i = 0; i < times; i++)
        {
            change = _model.End(_model.Begin(_now), ms, _now) ?? change;
        }

        return change;
    }
}
