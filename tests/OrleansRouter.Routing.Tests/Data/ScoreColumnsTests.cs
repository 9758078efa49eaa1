using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class ScoreColumnsTests : IDisposable
{
    private const string RouterBench = """
        ,sample_id,prompt,eval_name,gpt-4,mistral/7b,gpt-4|model_response,mistral/7b|model_response,gpt-4|total_cost,mistral/7b|total_cost,oracle_model_to_route_to
        7,mbpp.dev.1,"['Write ""f"",
        please']",mbpp,1.0,0.25,"['def f(): 1, 2']",no,0.0109,4.62e-05,gpt-4
        8,arc.2,Which?,arc,,1.0,,yes,,8e-05,mistral/7b
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_RouterBenchLayout_TakesScoresAndCostsAndLeavesResponses(bool gzip)
    {
        ScoreTable table = Read(gzip ? _folder.WriteGzip("rb.csv.gz", RouterBench) : _folder.Write("rb.csv", RouterBench));

        table.Models.ShouldBe(["gpt-4", "mistral/7b"]);
        table.Queries.ShouldBe([new Query("mbpp.dev.1", "mbpp", "['Write \"f\",\nplease']"), new Query("arc.2", "arc", "Which?")]);
        table.Scores.Values.ShouldBe([1, 0.25, double.NaN, 1]);
        table.CostsUsd.Values.ShouldBe([0.0109, 4.62e-05, double.NaN, 8e-05]);
    }

    [Fact]
    public void Read_RouteLlmLayout_TakesTrueAndFalseAndNumbersTheRows()
    {
        string file = _folder.Write("gsm8k_responses.csv", "prompt,mixtral,gpt-4,mixtral_response,gpt-4_response\r\nOne?,True,False,a,b\r\n\r\nTwo?,False,True,c,d\r\n");

        ScoreTable table = Read(file);

        table.Models.ShouldBe(["gpt-4", "mixtral"]);
        table.Queries.ShouldBe([new Query("gsm8k_responses.1", "", "One?"), new Query("gsm8k_responses.2", "", "Two?")]);
        table.Scores.Values.ShouldBe([0, 1, 1, 0]);
        table.HasCosts.ShouldBeFalse();
    }

    [Theory]
    [InlineData("prompt,m\nfine,1\nbad,yes\n", " line 3: 'm' is \"yes\"; expected a number in [-1000, 1000], true, false or an empty cell.")]
    [InlineData("prompt,m\nfine,1\nbad,nan\n", " line 3: 'm' is \"nan\"; expected a number in [-1000, 1000], true, false or an empty cell.")]
    [InlineData("prompt,m\n\"two\nlines\",1\n\nbad\n", " line 5: the row has 1 fields; the header has 2.")]
    [InlineData("prompt,m,m|total_cost\np,1,-1\n", " line 2: 'm|total_cost' is \"-1\"; expected a finite number >= 0, true, false or an empty cell.")]
    [InlineData("prompt,m|total_cost\np,1\n", " line 1: the header has 'm|total_cost' but no column 'm' with the scores.")]
    [InlineData("prompt,task\np,1\n", " line 1: the header names no model; expected one column per model beside 'prompt'.")]
    [InlineData("prompt,m,m\np,1,1\n", " line 1: the header names column 'm' twice.")]
    [InlineData("id,prompt,m\n,p,1\n", " line 2: 'id' is \"\"; expected a text that is not empty.")]
    [InlineData("prompt,m\n", ": no scores; expected at least one row with a score.")]
    public void Read_MalformedTable_NamesPlaceAndProblem(string content, string problem)
    {
        string file = _folder.Write("table.csv", content);

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe(file + problem);
    }

    [Fact]
    public void Read_UnclosedQuote_NamesTheLine()
    {
        string file = _folder.Write("table.csv", "prompt,m\nfine,1\n\"open,1\nmore,0\n");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldStartWith($"{file} line 3: malformed quoting (");
    }

    [Fact]
    public void Read_InvalidUtf8_NamesTheField()
    {
        string file = _folder.Write("table.csv", [.. "prompt,m\n"u8, 0xFF, (byte)'x', .. ",1\n"u8]);

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe($"{file} line 2: 'prompt' is not valid UTF-8.");
    }

    private static ScoreTable Read(string file) => ScoreTableReader.Read([file]);
}
