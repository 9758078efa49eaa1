using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class LabelTableReaderTests : IDisposable
{
    private const string Single = """
        {"id":"q1","task":"t","prompt":"p","improper":false,"gold":{"b":1,"a":0},"judges":{"gpt":{"a":0.5,"b":null}},"auto_label":{"match":{"a":1,"b":1}},"costs":{"a":0.1}}
        {"id":"q2","task":"t","prompt":"p","improper":true,"gold":{"b":0,"a":1},"judges":{"gpt":{"a":0.75,"b":0.5}}}
        """;

    private const string Pairs = """
        {"id":"p1","prompt":"p","model_a":"x","model_b":"y","gold":-0.5,"preference":1}
        {"id":"p2","prompt":"p","model_a":"y","model_b":"x","gold":1,"preference":null,"simulated":true}
        {"id":"p3","prompt":"p","model_a":"x","model_b":"z","gold":0,"preference":-1}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_LabelsOfSingleResponses_KeepsEverySourceCostAndFlag()
    {
        LabelTable table = Read(_folder.WriteGzip("labels.jsonl.gz", Single));

        table.Models.ShouldBe(["a", "b"]);
        table.Sources.Select(x => x.Name).ShouldBe(["gold", "gpt", "match"]);
        table.SourceNamed("gold").Scores.Values.ShouldBe([0, 1, 1, 0]);
        table.SourceNamed("gpt").Scores.Values.ShouldBe([0.5, double.NaN, 0.75, 0.5]);
        table.SourceNamed("match").Scores.Values.ShouldBe([1, 1, double.NaN, double.NaN]);
        table.CostsUsd.Values.ShouldBe([0.1, double.NaN, double.NaN, double.NaN]);
        table.Improper.ShouldBe([false, true]);
        table.GoldLabelled.ShouldBeNull();
    }

    [Fact]
    public void Read_Pairs_TurnWithTheOrderOfTheModels()
    {
        LabelTable table = Read(_folder.Write("pairs.jsonl", Pairs));
        LabelSource gold = table.SourceNamed("gold"), preference = table.SourceNamed("preference");
        (int x, int y, int z) = (0, 1, 2);

        table.Models.ShouldBe(["x", "y", "z"]);
        table.IsSimulated.ShouldBeTrue();
        table.Difference(gold, 0, x, y).ShouldBe(-0.5);
        table.Difference(gold, 0, y, x).ShouldBe(0.5);
        table.Difference(gold, 1, x, y).ShouldBe(-1);
        table.Difference(preference, 1, x, y).ShouldBe(double.NaN);
        table.Difference(gold, 0, x, z).ShouldBe(double.NaN);
        LabelPair.Of(table, new() { Primary = "x", Alternative = "y" }).Rows.ShouldBe([0, 1]);
        LabelPair.Of(table, new() { Primary = "x", Alternative = "y" }).Gold.ShouldBe([-0.5, -1]);
    }

    [Fact]
    public void Read_Mechanism_BecomesTheAssignment()
    {
        LabelTable table = Read(_folder.Write("labels.jsonl", """
            {"id":"1","prompt":"p","gold":{"a":1},"mechanism":"gold"}
            {"id":"2","prompt":"p","judges":{"j":{"a":1}},"mechanism":"preference"}
            """));

        table.GoldLabelled.ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("""{"id":"x","prompt":"p","gold":{"a":"yes"}}""", "'gold.a' is \"yes\"; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"x","prompt":"p","gold":1}""", "'gold' is 1; expected an object {name: value}.")]
    [InlineData("""{"id":"x","prompt":"p","gold":{"a":1},"preference":1}""", "'preference' needs 'model_a' and 'model_b' beside it.")]
    [InlineData("""{"id":"x","prompt":"p","model_a":"m","gold":1}""", "'model_b' is missing; expected a text.")]
    [InlineData("""{"id":"x","prompt":"p","model_a":"m","model_b":"m","gold":1}""", "'model_b' is \"m\"; expected another model than 'model_a'.")]
    [InlineData("""{"id":"x","prompt":"p","judges":{"gold":{"a":1}}}""", "'judges' names a source \"gold\"; that name is reserved.")]
    [InlineData("""{"id":"x","prompt":"p","judges":{"j":{"a":1}},"auto_label":{"j":{"a":0}}}""", "'auto_label' names a source \"j\" that 'judges' already has.")]
    [InlineData("""{"id":"x","prompt":"p","judges":{"j":{"a":2000}}}""", "'judges.j.a' is 2000; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"x","prompt":"p","gold":{"a":1},"mechanism":"silver"}""", "'mechanism' is \"silver\"; expected \"gold\" or \"preference\".")]
    [InlineData("""{"id":"x","prompt":"p","gold":{"a":1},"mechanism":"gold"}""", "'mechanism' must stand in every row or in none.")]
    [InlineData("""{"id":"x","prompt":"p","gold":{"a":1},"improper":1}""", "'improper' is 1; expected true or false.")]
    public void Read_MalformedRow_NamesFileLineFieldValueAndRange(string row, string problem)
    {
        string file = _folder.Write("labels.jsonl", $"{Single}\n{row}\n");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe($"{file} line 3: {problem}");
    }

    [Fact]
    public void Read_ScoreFile_SaysWhatItHoldsAndWhatIsExpected()
    {
        string file = _folder.Write("scores.jsonl", """{"id":"q","prompt":"p","scores":{"a":1}}""");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe(
            $"{file}: the file holds scores per query and model (kind A); expected gold and cheap labels (kind B).");
    }

    [Fact]
    public void Pair_ImproperRows_AreLeftOutUnlessAskedFor()
    {
        LabelTable table = Read(_folder.Write("labels.jsonl", Single));

        LabelPair.Of(table, new() { Primary = "b", Alternative = "a", Preference = "gpt" }).Rows.ShouldBe([0]);
        LabelPair kept = LabelPair.Of(table, new() { Primary = "b", Alternative = "a", Preference = "gpt", KeepImproper = true });
        kept.Rows.ShouldBe([0, 1]);
        kept.Gold.ShouldBe([1, -1]);
        kept.Preference.ShouldBe([double.NaN, -1]);
        kept.AlternativeCostUsd.ShouldBe([0.1, double.NaN]);
        kept.PrimaryGold.ShouldBe([1, 0]);
        kept.AlternativeGold.ShouldBe([0, 1]);
    }

    [Theory]
    [InlineData(PreferenceForm.Sign, 0, -1)]
    [InlineData(PreferenceForm.Sign, 0.25, 0)]
    [InlineData(PreferenceForm.Sign, 0.2, -1)]
    [InlineData(PreferenceForm.Difference, 0.25, -0.25)]
    public void Pair_Preference_FollowsFormAndTieBand(PreferenceForm form, double band, double expected)
    {
        LabelTable table = Read(_folder.Write("labels.jsonl", Single));

        LabelPair.Of(table, new() { Primary = "b", Alternative = "a", Preference = "gpt", KeepImproper = true, Form = form, TieBand = band })
            .Preference[1].ShouldBe(expected);
    }

    [Fact]
    public void Pair_UnknownNames_ListWhatExists()
    {
        LabelTable table = Read(_folder.Write("labels.jsonl", Single));

        Should.Throw<ArgumentException>(() => LabelPair.Of(table, new() { Primary = "c", Alternative = "a" })).Message.ShouldEndWith("no model 'c'; there are: a, b.");
        Should.Throw<ArgumentException>(() => LabelPair.Of(table, new() { Primary = "a", Alternative = "b" })).Message.ShouldEndWith("no labels 'preference'; there are: gold, gpt, match.");
        Should.Throw<ArgumentException>(() => LabelPair.Of(table, new() { Primary = "a", Alternative = "a" })).Message.ShouldContain("both 'a'");
        Should.Throw<ArgumentException>(() => LabelPair.Of(table, new() { Primary = "a", Alternative = "b", Preference = "gpt", TieBand = double.NaN }))
            .Message.ShouldBe("TieBand is NaN; expected a number in [0, 1000].");
    }

    [Fact]
    public void SelectRows_KeepsEveryColumnAligned()
    {
        LabelTable table = Read(_folder.Write("pairs.jsonl", Pairs)).SelectRows([2, 0]);

        table.Queries.Select(x => x.Id).ShouldBe(["p3", "p1"]);
        table.Pairs.ShouldBe([(0, 2), (0, 1)]);
        table.SourceNamed("preference").Gains.ShouldBe([-1, 1]);
    }

    private static LabelTable Read(string file) => LabelTableReader.Read([file]);
}
