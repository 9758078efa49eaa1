using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class ObservationTableReaderTests : IDisposable
{
    private const string Queries = """
        {"id":"q1","task":"t","prompt":"one"}
        {"id":"q2","task":"t","prompt":"two","source_split":"test"}
        """;

    private const string Observations = """
        id,model,rewrite,decode,score,output_chars,temperature,cost_usd,run
        q2,m2,cot,0,1,100,0.4,0.25,x
        q1,m1,cot,0,0.5,,default,,x
        q2,m2,cot,1,0,80,0.4,0.75,x
        q2,m2,cot,1,,,0.8,,x
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_QueriesAndObservationsInAnyOrder_FillsTheColumns()
    {
        string observations = _folder.WriteGzip("observations.csv.gz", Observations);

        ObservationTable table = ObservationTableReader.Read([observations, _folder.Write("queries.jsonl", Queries)]);

        table.Models.ShouldBe(["m1", "m2"]);
        table.Queries.Select(x => x.Id).ShouldBe(["q1", "q2"]);
        table.Splits.ShouldBe(["", "test"]);
        table.Rewrites.ShouldBe(["cot"]);
        table.Temperatures.ShouldBe(["0.4", "0.8", "default"]);
        table.Query.ShouldBe([1, 0, 1]);
        table.Model.ShouldBe([1, 0, 1]);
        table.Temperature.ShouldBe([0, 2, 0]);
        table.Decode.ShouldBe([0, 0, 1]);
        table.Score.ShouldBe([1, 0.5, 0]);
        table.OutputChars.ShouldBe([100, double.NaN, 80]);
        table.CostUsd.ShouldBe([0.25, double.NaN, 0.75]);
        table.UnscoredRows.ShouldBe(1);
    }

    [Fact]
    public void Read_Folder_TakesItsTwoFiles()
    {
        _folder.WriteGzip("observations.csv.gz", Observations);
        _folder.WriteGzip("queries.jsonl.gz", Queries);
        _folder.Write("gold-pairs.jsonl", "of no interest");

        ObservationTableReader.Read([_folder[""]]).Count.ShouldBe(3);
    }

    [Fact]
    public void Read_FolderWithoutObservations_SaysWhatIsExpected() =>
        Should.Throw<DataFormatException>(() => ObservationTableReader.Read([_folder[""]])).Message.ShouldContain("holds no observations; expected queries.jsonl.gz");

    [Fact]
    public void ToScoreTable_TakesMeansPerQueryAndModel()
    {
        ScoreTable means = ReadSample().ToScoreTable();

        means.Scores.Values.ShouldBe([0.5, double.NaN, double.NaN, 0.5]);
        means.CostsUsd.Values.ShouldBe([double.NaN, double.NaN, double.NaN, 0.5]);
    }

    [Fact]
    public void SelectQueries_KeepsOnlyTheirObservationsRenumbered()
    {
        ObservationTable test = ReadSample().SelectQueries([1]);

        test.Queries.Single().Id.ShouldBe("q2");
        test.Splits.ShouldBe(["test"]);
        test.Query.ShouldBe([0, 0]);
        test.Score.ShouldBe([1, 0]);
    }

    [Fact]
    public void Describe_CountsObservationsAndCells()
    {
        ObservationDescription found = ObservationDescription.Of(ReadSample());

        found.Observations.ShouldBe(3);
        found.UnscoredRows.ShouldBe(1);
        found.ObservedCells.ShouldBe(2);
        found.FewestPerCell.ShouldBe(1);
        found.MostPerCell.ShouldBe(2);
        found.Means.Rows.ShouldBe(2);
    }

    [Theory]
    [InlineData("q9,m1,cot,0,1,1,d,1,x", "'id' is \"q9\"; expected the id of a query; give the queries file together with this one.")]
    [InlineData("q1,m1,cot,-1,1,1,d,1,x", "'decode' is \"-1\"; expected a whole number in [0, 2147483647].")]
    [InlineData("q1,m1,cot,1.5,1,1,d,1,x", "'decode' is \"1.5\"; expected a whole number in [0, 2147483647].")]
    [InlineData("q1,,cot,0,1,1,d,1,x", "'model' is \"\"; expected a text that is not empty.")]
    [InlineData("q1,m1,cot,0,good,1,d,1,x", "'score' is \"good\"; expected a number in [-1000, 1000], true, false or an empty cell.")]
    [InlineData("q1,m1,cot,0,1,-5,d,1,x", "'output_chars' is \"-5\"; expected a number in [0, 1000000000000], true, false or an empty cell.")]
    [InlineData("q1,m1,cot,0,1,1,d,-1,x", "'cost_usd' is \"-1\"; expected a finite number >= 0, true, false or an empty cell.")]
    [InlineData("q1,m1,cot,0,1,1,default,1,x", "query \"q1\", model \"m1\", rewrite \"cot\", decode 0 was observed before; expected each once.")]
    [InlineData("q1,m1,cot", "the row has 3 fields; the header has 9.")]
    public void Read_MalformedObservation_NamesPlaceAndProblem(string row, string problem)
    {
        string queries = _folder.Write("queries.jsonl", Queries);
        string file = _folder.Write("observations.csv", $"{Observations}\n{row}\n");

        Should.Throw<DataFormatException>(() => ObservationTableReader.Read([queries, file])).Message.ShouldBe($"{file} line 6: {problem}");
    }

    [Fact]
    public void Read_QueriesAlone_SaysThatObservationsAreMissing()
    {
        string queries = _folder.Write("queries.jsonl", Queries);

        Should.Throw<DataFormatException>(() => ObservationTableReader.Read([queries])).Message.ShouldStartWith($"{queries}: no observations;");
    }

    private ObservationTable ReadSample() =>
        ObservationTableReader.Read([_folder.Write("queries.jsonl", Queries), _folder.Write("observations.csv", Observations)]);
}
