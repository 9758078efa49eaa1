using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Limits;

/// <summary>What a meter admits, on a clock that the test moves.</summary>
public sealed class UsageMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Requests_ComeBackEvenlyOverAMinute()
    {
        var limits = new UsageLimits { RequestsPerMinute = 3 };
        UsageMeter meter = Meter();
        for (int i = 0; i < 3; i++)
        {
            meter.TryEnter(limits, 0).ShouldBeNull();
        }

        UsageRefusal refusal = meter.TryEnter(limits, 0).ShouldNotBeNull();
        (refusal.Unit, refusal.Wait).ShouldBe(("requests", TimeSpan.FromSeconds(20)));
        meter.Levels(limits).Requests.ShouldBe(new UsageLevel(3, 0, TimeSpan.FromMinutes(1)));

        _time.Advance(TimeSpan.FromSeconds(19.9));
        meter.TryEnter(limits, 0).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(0.2));
        meter.TryEnter(limits, 0).ShouldBeNull();
        meter.TryEnter(limits, 0).ShouldNotBeNull();
    }

    [Fact]
    public void Tokens_AreTakenByEstimateAndSettledByUse()
    {
        var limits = new UsageLimits { TokensPerMinute = 600 };
        UsageMeter meter = Meter();
        meter.TryEnter(limits, 500).ShouldBeNull();
        meter.TryEnter(limits, 200).ShouldNotBeNull().Wait.ShouldBe(TimeSpan.FromSeconds(10));
        meter.Leave(limits, -400, TimeSpan.Zero);
        meter.Levels(limits).Tokens!.Value.Remaining.ShouldBe(500);

        // An answer that took more than was estimated is owed.
        meter.TryEnter(limits, 10).ShouldBeNull();
        meter.Leave(limits, 1_090, TimeSpan.Zero);
        meter.Levels(limits).Tokens.ShouldBe(new UsageLevel(600, 0, TimeSpan.FromMinutes(2)));
        meter.TryEnter(limits, 1).ShouldNotBeNull().Wait!.Value.TotalSeconds.ShouldBe(60.1, 1e-6);
    }

    [Fact]
    public void WhatCameBackByItself_IsNotGivenBackAgain()
    {
        var limits = new UsageLimits { TokensPerMinute = 600 };
        UsageMeter meter = Meter();
        meter.TryEnter(limits, 500).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(30));
        meter.TryEnter(limits, 400).ShouldBeNull();
        meter.Leave(limits, -500, TimeSpan.FromSeconds(30));

        // 600 − (500 − 300 refilled) − 400 = 0, and of the unused 500 only 200 had not come back.
        meter.Levels(limits).Tokens!.Value.Remaining.ShouldBe(200);
        meter.Leave(limits, -400, TimeSpan.FromMinutes(1));
        meter.Levels(limits).Tokens!.Value.Remaining.ShouldBe(200);
    }

    [Fact]
    public void ARequestLargerThanTheAllowance_IsToldThatItCanNeverPass()
    {
        UsageRefusal refusal = Meter().TryEnter(new UsageLimits { TokensPerMinute = 100 }, 101).ShouldNotBeNull();
        refusal.Wait.ShouldBeNull();
        refusal.Message.ShouldBe("Tenant 'a' may use 100 tokens per minute; this request alone may need 101 and can never pass.");
    }

    [Fact]
    public void ConcurrentRequests_AreCountedUntilTheyLeave()
    {
        var limits = new UsageLimits { ConcurrentRequests = 2 };
        UsageMeter meter = Meter();
        meter.TryEnter(limits, 5).ShouldBeNull();
        meter.TryEnter(limits, 5).ShouldBeNull();
        meter.TryEnter(limits, 5).ShouldNotBeNull().Message.ShouldContain("2 requests under way");
        meter.Leave(limits, 0, TimeSpan.Zero);
        meter.TryEnter(limits, 5).ShouldBeNull();
    }

    [Fact]
    public void Undo_LeavesNothingBehind()
    {
        var limits = new UsageLimits { RequestsPerMinute = 1, TokensPerMinute = 10, ConcurrentRequests = 1 };
        UsageMeter meter = Meter();
        meter.TryEnter(limits, 10).ShouldBeNull();
        meter.Undo(limits, 10);
        meter.TryEnter(limits, 10).ShouldBeNull();
    }

    [Fact]
    public void WhateverArrivesWhenever_NoMoreIsAdmittedThanTheBucketAndItsRefill()
    {
        Gen<(int Seconds, int Tokens)[]> arrivals = Gen.Zip(Gen.Choose(0, 30), Gen.Choose(0, 150)).ArrayOf();
        Prop.ForAll(arrivals.ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (steps, perMinute) =>
        {
            var limits = new UsageLimits { TokensPerMinute = perMinute };
            UsageMeter meter = Meter();
            double seconds = 0, admitted = 0;
            foreach ((int wait, int tokens) in steps)
            {
                _time.Advance(TimeSpan.FromSeconds(wait));
                seconds += wait;
                admitted += meter.TryEnter(limits, tokens) is null ? tokens : 0;
                admitted.ShouldBeLessThanOrEqualTo((perMinute * (1 + (seconds / 60))) + 1e-6);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ManyThreads_NeverPassTheLimitTogether()
    {
        var limits = new UsageLimits { RequestsPerMinute = 1_000, ConcurrentRequests = 3 };
        UsageMeter meter = Meter();
        int admitted = 0, underWay = 0, most = 0;
        Parallel.For(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            if (meter.TryEnter(limits, 0) is null)
            {
                int now = Interlocked.Increment(ref underWay);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref admitted);
                Interlocked.Decrement(ref underWay);
                meter.Leave(limits, 0, TimeSpan.Zero);
            }
        });
        most.ShouldBeLessThanOrEqualTo(3);
        admitted.ShouldBeLessThanOrEqualTo(1_000);
        meter.Levels(limits).Requests!.Value.Remaining.ShouldBe(1_000 - admitted);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private UsageMeter Meter() => new("Tenant 'a'", _time);
}
