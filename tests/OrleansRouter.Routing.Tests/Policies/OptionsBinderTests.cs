using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Tests.Policies;

public class OptionsBinderTests
{
    private static readonly IRouterFamily Family = new SampleFamily();

    [Fact]
    public void Bind_TextPairs_ReplacesOnlyWhatIsNamed() =>
        Bind(("k", "4"), ("learning-rate", "0.5"), ("Use_Bias", "TRUE"), ("metric", "cosine"))
            .ShouldBe(new SampleOptions { K = 4, LearningRate = 0.5, UseBias = true, Metric = SampleMetric.Cosine });

    [Fact]
    public void Bind_Nothing_GivesTheDefaults() => Bind().ShouldBe(new SampleOptions());

    [Fact]
    public void Bind_Json_TakesTypedValues() =>
        OptionsBinder.Bind(Family, (JsonObject)JsonNode.Parse("""{"k":2,"useBias":true,"cap":null}""")!)
            .ShouldBe(new SampleOptions { K = 2, UseBias = true });

    [Theory]
    [InlineData("k", "0", "k is 0; expected a whole number in [1, 10000].")]
    [InlineData("k", "1.5", "k is \"1.5\"; expected a whole number in [1, 10000].")]
    [InlineData("k", "many", "k is \"many\"; expected a whole number in [1, 10000].")]
    [InlineData("learningRate", "NaN", "learningRate is NaN; expected a number in [0, 1].")]
    [InlineData("useBias", "perhaps", "useBias is \"perhaps\"; expected true or false.")]
    [InlineData("metric", "taxi", "metric is \"taxi\"; expected one of euclidean, cosine.")]
    [InlineData("depth", "3", "no option 'depth'; there are: k, learningRate, useBias, metric, cap.")]
    public void Bind_WrongPair_NamesKeyValueAndRange(string key, string value, string expected) =>
        Should.Throw<ArgumentException>(() => Bind((key, value))).Message.ShouldBe($"Family 'sample': {expected}");

    [Fact]
    public void Bind_SeveralErrors_ListsThemAll() =>
        Should.Throw<ArgumentException>(() => Bind(("k", "0"), ("depth", "3"))).Message
            .ShouldBe("Family 'sample': k is 0; expected a whole number in [1, 10000]. "
                + "no option 'depth'; there are: k, learningRate, useBias, metric, cap.");

    [Fact]
    public void Validated_NaN_IsRefused() =>
        Should.Throw<ArgumentException>(() => OptionsBinder.Validated(Family, new SampleOptions { LearningRate = double.NaN }))
            .Message.ShouldBe("Family 'sample': learningRate is NaN; expected a number in [0, 1].");

    [Fact]
    public void Validated_OtherType_NamesBoth() =>
        Should.Throw<ArgumentException>(() => OptionsBinder.Validated(Family, new NoOptions()))
            .Message.ShouldBe("Family 'sample' takes SampleOptions; got NoOptions.");

    private static object Bind(params (string Key, string Value)[] pairs) =>
        OptionsBinder.Bind(Family, pairs.Select(p => KeyValuePair.Create(p.Key, p.Value)));

    private enum SampleMetric
    {
        Euclidean,
        Cosine,
    }

    private sealed record SampleOptions
    {
        [Range(1, 10_000)] public int K { get; init; } = 16;

        [Range(0.0, 1.0)] public double LearningRate { get; init; } = 0.1;

        public bool UseBias { get; init; }

        public SampleMetric Metric { get; init; }

        [Range(0.0, 5.0)] public double? Cap { get; init; }
    }

    private sealed class SampleFamily : IRouterFamily
    {
        public string Name => "sample";

        public object DefaultOptions => new SampleOptions();

        public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) => throw new InvalidOperationException();

        public IRouter Read(ModelReader reader) => throw new InvalidOperationException();
    }
}
