using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

/// <summary>The release layout of the DARS authors, with made-up rows.</summary>
public sealed class DarsRowsTests : IDisposable
{
    private const string Train = """
        {"dataset":"drop-800","split":"train","query_id":"q1","model":"m/a","score":0.5,"cost":0.001,"prompt_variant_id":0,"decode_id":0,"original_question":" How many? ","question":"Count.","context":"Passage."}
        {"dataset":"drop-800","split":"train","query_id":"q1","model":"m/a","score":NaN,"cost":null,"prompt_variant_id":0,"decode_id":1,"original_question":"How many?","context":"Passage."}
        {"dataset":"drop-800","split":"train","query_id":"q1","model":"m/a","score":1,"cost":null,"usage":{"cost":0.003},"prompt_variant_id":4,"decode_id":1,"original_question":"How many?","context":"Passage."}
        """;

    private const string Test = """
        {"dataset":"gpqa","split":"test","query_id":7,"model":"m/b","score":1.0,"cost":0.002,"prompt_variant_id":2,"decode_id":0,"observation_type":"prompt_variation","original_question":"Why?","context":null}
        {"dataset":"gpqa","split":"test","query_id":7,"model":"m/b","score":0.0,"cost":0.002,"prompt_variant_id":-1,"decode_id":2,"observation_type":"decoding_variation","original_question":"Why?"}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderOfDatasets_KeepsSplitsRewritesAndTheOriginal()
    {
        Directory.CreateDirectory(_folder["drop-800"]);
        Directory.CreateDirectory(_folder["gpqa"]);
        _folder.Write("drop-800/train_scored_generations.jsonl", Train);
        _folder.Write("gpqa/test_scored_generations.jsonl", Test);
        _folder.Write("gpqa/metadata.json", "{}");

        ObservationTable table = ObservationTableReader.Read([_folder[""]]);

        table.Queries.ShouldBe([new Query("drop-800/q1", "drop-800", "Passage.\nQuestion: How many?"), new Query("gpqa/7", "gpqa", "Why?")]);
        table.Splits.ShouldBe(["train", "test"]);
        table.Models.ShouldBe(["m/a", "m/b"]);
        table.Rewrites.ShouldBe(["0", "2", "4", "original"]);
        table.Query.ShouldBe([0, 0, 1, 1]);
        table.Rewrite.Select(x => table.Rewrites[x]).ShouldBe(["0", "4", "2", "original"]);
        table.Decode.ShouldBe([0, 1, 0, 2]);
        table.Score.ShouldBe([0.5, 1, 1, 0]);
        table.CostUsd.ShouldBe([0.001, 0.003, 0.002, 0.002]);
        table.UnscoredRows.ShouldBe(1);
    }

    [Fact]
    public void Read_LongContext_IsCutAsTheAuthorsDo()
    {
        string file = _folder.Write("x_scored_generations.jsonl", Train.Replace("Passage.", new string('c', 5000), StringComparison.Ordinal));

        ObservationTableReader.Read([file]).Queries[0].Prompt.ShouldBe(new string('c', 1200) + "\nQuestion: How many?");
    }

    [Fact]
    public void Read_QueryInTwoSplits_IsRefused()
    {
        string file = _folder.Write("x.jsonl", $"{Test}\n{Test.Split('\n')[0].Replace("\"test\"", "\"train\"", StringComparison.Ordinal)}\n");

        Should.Throw<DataFormatException>(() => ObservationTableReader.Read([file])).Message.ShouldBe(
            $"{file} line 3: 'split' is \"train\"; expected \"test\", as in the other rows of query \"gpqa/7\".");
    }

    [Theory]
    [InlineData("\"decode_id\":2", "\"decode_id\":\"two\"", "'decode_id' is \"two\"; expected a whole number in [0, 2147483647].")]
    [InlineData("\"score\":0.0", "\"score\":\"wrong\"", "'score' is \"wrong\"; expected a number in [-1000, 1000].")]
    [InlineData("\"original_question\"", "\"somewhere_else\"", "query \"gpqa/7\", model \"m/b\", rewrite \"original\", decode 2 was observed before; expected each once.")]
    public void Read_MalformedRow_NamesPlaceAndProblem(string good, string bad, string problem)
    {
        string file = _folder.Write("x.jsonl", $"{Test}\n{Test.Split('\n')[1].Replace(good, bad, StringComparison.Ordinal)}\n");

        Should.Throw<DataFormatException>(() => ObservationTableReader.Read([file])).Message.ShouldBe($"{file} line 3: {problem}");
    }
}
