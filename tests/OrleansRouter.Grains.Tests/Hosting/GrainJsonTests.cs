using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing;

namespace OrleansRouter.Grains.Tests.Hosting;

public sealed class GrainJsonTests
{
    [Fact]
    public void Moments_AnyFiniteNumbers_ComeBackBitForBit()
    {
        Arbitrary<Moments> moments = Arb.From(
            from count in ArbMap.Default.GeneratorFor<long>()
            from mean in ArbMap.Default.GeneratorFor<NormalFloat>()
            from m2 in ArbMap.Default.GeneratorFor<NormalFloat>()
            select new Moments(count, mean.Get, m2.Get));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(moments, moments, (cost, score) =>
        {
            var state = new ModelState { Statistics = new ModelStatistics { CostUsd = cost, Score = score, Failures = long.MaxValue } };

            RoundTrip(state).ShouldBe(state);
        }));
    }

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(-0.0)]
    [InlineData(double.MaxValue)]
    [InlineData(0.1 + 0.2)]
    public void Doubles_AtTheEdges_ComeBackBitForBit(double value) =>
        BitConverter.DoubleToInt64Bits(RoundTrip(new TenantState { ExplorationFloor = value }).ExplorationFloor)
            .ShouldBe(BitConverter.DoubleToInt64Bits(value));

    [Fact]
    public void Moments_DerivedFigures_AreNotStored() => Text(new ModelState { Statistics = new() { Score = new Moments(2, 0.5, 0.25) } })
        .ShouldContain("\"score\":{\"count\":2,\"mean\":0.5,\"m2\":0.25}");

    [Fact]
    public void TenantState_EveryField_ComesBack()
    {
        var state = new TenantState
        {
            DisplayName = "Übermut GmbH",
            Preference = new Preference { QualityWeight = 2, CostWeight = 0.3, RiskAversion = 0 },
            PolicyId = "p",
            PreviousPolicyIds = [null, "a"],
            AllowedModels = ["m"],
            ExplorationFloor = 0.01,
            StorePrompts = true,
            Enabled = false,
            Revision = 7,
        };

        TenantState read = RoundTrip(state);

        read.PreviousPolicyIds.ShouldBe(state.PreviousPolicyIds);
        read.AllowedModels.ShouldBe(state.AllowedModels);
        (read with { PreviousPolicyIds = state.PreviousPolicyIds, AllowedModels = state.AllowedModels }).ShouldBe(state);
    }

    [Fact]
    public void KeyState_ScopeIsWrittenByName_SoThatRenumberingCannotRaiseIt() =>
        Text(new KeyState { Scope = KeyScope.TenantAdmin }).ShouldContain("\"scope\":\"tenantAdmin\"");

    [Fact]
    public void Read_FieldsOfANewerBuild_AreIgnored() =>
        GrainJson.Read<TenantState>("""{"displayName":"Acme","budget":{"usd":3},"revision":2}"""u8).DisplayName.ShouldBe("Acme");

    [Fact]
    public void Read_FieldsThatAnOlderBuildLacked_HaveTheirDefaults()
    {
        TenantState read = GrainJson.Read<TenantState>("{}"u8);

        read.Enabled.ShouldBeTrue();
        read.Preference.ShouldBe(Preference.Default);
        read.AllowedModels.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"displayName\":null}")]
    [InlineData("{\"revision\":\"2\"}")]
    [InlineData("{\"enabled\":")]
    public void Read_OtherThings_AreRefused(string json) =>
        Should.Throw<JsonException>(() => GrainJson.Read<TenantState>(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Write_NumberThatIsNotFinite_IsRefused() =>
        Should.Throw<ArgumentException>(() => GrainJson.Write(new TenantState { ExplorationFloor = double.NaN }));

    private static string Text<T>(T state) => Encoding.UTF8.GetString(GrainJson.Write(state));

    private static T RoundTrip<T>(T state) where T : class => GrainJson.Read<T>(GrainJson.Write(state));
}
