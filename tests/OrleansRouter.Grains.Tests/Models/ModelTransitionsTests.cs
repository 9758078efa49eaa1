using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Grains.Models;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Grains.Tests.Models;

public sealed class ModelTransitionsTests
{
    private static readonly ModelSettings Plain = new()
    {
        Provider = "openai",
        BaseUrl = "https://host/v1",
        ApiKeyVariable = "OPENAI_API_KEY",
        InputUsdPerMillionTokens = 0.15,
        OutputUsdPerMillionTokens = 0,
    };

    private static readonly ModelState Gpt = ModelTransitions.Configure("gpt", new ModelState(), Plain);

    private static readonly ModelStatistics Some = new()
    {
        CostUsd = Moments.Of([0.1, 0.2]),
        Score = Moments.Of([0, 1, 1]),
        LatencyMs = Moments.Of([120, 80.5]),
        Failures = 3,
    };

    [Fact]
    public void Configure_NewSettings_KeepsStatistics()
    {
        ModelState measured = ModelTransitions.Merge("gpt", Gpt, Some);

        ModelState changed = ModelTransitions.Configure("gpt", measured, Plain with { Enabled = false });

        changed.ShouldBe(new ModelState { Settings = Plain with { Enabled = false }, Statistics = Some, Revision = 2 });
    }

    [Fact]
    public void Configure_SameSettings_ReturnsItsArgument() =>
        ModelTransitions.Configure("gpt", Gpt, Plain with { Enabled = true }).ShouldBeSameAs(Gpt);

    [Fact]
    public void Configure_UnknownPrices_AreAllowed() => ModelTransitions
        .Configure("gpt", Gpt, Plain with { InputUsdPerMillionTokens = null, OutputUsdPerMillionTokens = null }).Revision.ShouldBe(2);

    public static TheoryData<ModelSettings, string> Refusals() => new()
    {
        { Plain with { Provider = "Open AI" }, "provider is 'Open AI'; expected 1 to 63 of the characters a-z, 0-9 and '-'." },
        { Plain with { Provider = "" }, "provider is ''; expected 1 to 63 of the characters a-z, 0-9 and '-'." },
        {
            Plain with { InputUsdPerMillionTokens = -0.1 },
            "input_usd_per_million_tokens is -0.1; expected a number in [0, 1000000], or none when the price is unknown."
        },
        {
            Plain with { OutputUsdPerMillionTokens = double.NaN },
            "output_usd_per_million_tokens is NaN; expected a number in [0, 1000000], or none when the price is unknown."
        },
        {
            Plain with { OutputUsdPerMillionTokens = double.PositiveInfinity },
            "output_usd_per_million_tokens is Infinity; expected a number in [0, 1000000], or none when the price is unknown."
        },
        { Plain with { ContextTokens = 0 }, "context_tokens is 0; expected at least 1." },
        { Plain with { UpstreamModel = " " }, "upstream_model has 1 characters; expected 1 to 200, not all blank." },
        { Plain with { Description = new string('x', 4001) }, "description has 4001 characters; expected at most 4000." },
        {
            Plain with { ApiKeyVariable = "sk-live-123" },
            "api_key_variable is not the name of an environment variable; expected letters, digits and '_', no digit first."
        },
        {
            Plain with { BaseUrl = "https://user:secret@host/v1" },
            "base_url is not usable; expected an absolute http or https URL without user name and password."
        },
        { Plain with { BaseUrl = "host/v1" }, "base_url is not usable; expected an absolute http or https URL without user name and password." },
        { Plain with { BaseUrl = "file:///etc" }, "base_url is not usable; expected an absolute http or https URL without user name and password." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Configure_OutOfRange_NamesModelValueAndRange(ModelSettings settings, string reason) =>
        Should.Throw<ArgumentException>(() => ModelTransitions.Configure("gpt", Gpt, settings)).Message.ShouldBe($"Model 'gpt': {reason}");

    [Theory]
    [InlineData("auto")]
    [InlineData("auto:chat")]
    [InlineData("gpt 4")]
    [InlineData("/gpt")]
    [InlineData("")]
    public void Configure_InvalidId_IsRefused(string id) =>
        Should.Throw<ArgumentException>(() => ModelTransitions.Configure(id, new ModelState(), Plain)).Message
            .ShouldStartWith($"Model '{id}': model id '{id}' is not valid; expected 1 to 200 of the characters");

    [Fact]
    public void Merge_UnknownModel_IsRefused() =>
        Should.Throw<KeyNotFoundException>(() => ModelTransitions.Merge("gpt", new ModelState(), Some)).Message.ShouldBe("No model 'gpt'.");

    [Fact]
    public void Merge_Nothing_ReturnsItsArgument() => ModelTransitions.Merge("gpt", Gpt, new ModelStatistics()).ShouldBeSameAs(Gpt);

    [Fact]
    public void Merge_Statistics_LeavesSettingsAndRevision()
    {
        ModelState merged = ModelTransitions.Merge("gpt", ModelTransitions.Merge("gpt", Gpt, Some), Some);

        (merged.Settings, merged.Revision).ShouldBe((Plain, 1));
        (merged.Statistics.Failures, merged.Statistics.Score.Count).ShouldBe((6, 6));
        merged.Statistics.Score.Mean.ShouldBe(2.0 / 3, 1e-15);
    }

    public static TheoryData<ModelStatistics, string> StatisticsRefusals() => new()
    {
        { Some with { Failures = -1 }, "failures is -1; expected at least 0." },
        { Some with { Score = Moments.Of([1.5, 1.5]) }, "mean of score is 1.5; expected a number in [0, 1]." },
        { Some with { Score = new Moments(-2, 0, 0) }, "count of score is -2; expected at least 0." },
        {
            Some with { CostUsd = new Moments(1, double.NaN, 0) },
            "mean of cost_usd is NaN; expected a number in [0, 1.7976931348623157E+308]."
        },
        { Some with { LatencyMs = new Moments(2, 1, double.PositiveInfinity) }, "M2 of latency_ms is Infinity; expected a finite number ≥ 0." },
    };

    [Theory]
    [MemberData(nameof(StatisticsRefusals))]
    public void Merge_ImpossibleStatistics_AreRefused(ModelStatistics statistics, string reason) =>
        Should.Throw<ArgumentException>(() => ModelTransitions.Merge("gpt", Gpt, statistics)).Message.ShouldBe($"Model 'gpt': {reason}");

    /// <summary>Whatever the order in which gateways report, counts agree exactly and means up to rounding.</summary>
    [Fact]
    public void Merge_ReportsInAnyOrder_GiveTheSameStatistics()
    {
        Gen<double[]> scores = Gen.Choose(0, 1000).Select(i => i / 1000.0).ArrayOf();
        Arbitrary<double[][]> reports = Arb.From(scores.ArrayOf(6));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(reports, all =>
        {
            ModelState Merged(IEnumerable<double[]> order) =>
                order.Aggregate(Gpt, (s, report) => ModelTransitions.Merge("gpt", s, new ModelStatistics { Score = Moments.Of(report), Failures = 1 }));

            ModelStatistics forward = Merged(all).Statistics;
            ModelStatistics backward = Merged(all.Reverse()).Statistics;
            forward.Failures.ShouldBe(backward.Failures);
            forward.Score.Count.ShouldBe(backward.Score.Count);
            forward.Score.Mean.ShouldBe(backward.Score.Mean, 1e-12);
            forward.Score.M2.ShouldBe(backward.Score.M2, 1e-12 * (1 + forward.Score.Count));
        }));
    }
}
