using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class ScoreTableReaderTests : IDisposable
{
    private const string Row1 = """{"id":"q1","task":"maths","prompt":"2+2?","scores":{"b":1,"a":0.5},"costs":{"a":1e-5,"b":0.002}}""";
    private const string Row2 = """{"id":"q2","prompt":"hello","scores":{"a":true,"b":null},"costs":{"a":0}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_JsonLines_FillsModelsInOrdinalOrderAndMissingCellsWithNaN()
    {
        ScoreTable table = Read(_folder.Write("scores.jsonl", $"{Row1}\n{Row2}\n"));

        table.Models.ShouldBe(["a", "b"]);
        table.Queries.ShouldBe([new Query("q1", "maths", "2+2?"), new Query("q2", "", "hello")]);
        table.Scores.Values.ShouldBe([0.5, 1, 1, double.NaN]);
        table.CostsUsd.Values.ShouldBe([1e-5, 0.002, 0, double.NaN]);
        table.HasCosts.ShouldBeTrue();
        table.IsSimulated.ShouldBeFalse();
    }

    [Fact]
    public void Read_SameBytesInOtherFolders_HaveOneSource()
    {
        using var other = new TemporaryFolder();

        string source = Read(_folder.Write("scores.jsonl", Row1)).Source;

        source.ShouldStartWith("scores.jsonl (sha256 ");
        Read(other.Write("scores.jsonl", Row1)).Source.ShouldBe(source);
        Read(other.Write("scores.jsonl", Row2)).Source.ShouldNotBe(source);
    }

    [Fact]
    public void Read_NonFinitePythonLiteralsInOtherFields_DoNotMatter()
    {
        const string row = """{"id":"q","prompt":"is \"NaN, Infinity\" a number?","confidence":{"a":-Infinity,"b":NaN},"scores":{"a":1}}""";

        ScoreTable table = Read(_folder.Write("scores.jsonl", row));

        table.Queries[0].Prompt.ShouldBe("is \"NaN, Infinity\" a number?");
        table.Scores.Values.ShouldBe([1]);
    }

    [Fact]
    public void Read_GzipUnderAnyName_IsRecognisedByContent() =>
        Read(_folder.WriteGzip("scores.data", Row1)).Queries.Single().Id.ShouldBe("q1");

    [Fact]
    public void Read_ByteOrderMarkCrlfAndBlankLines_AreNoRows()
    {
        ScoreTable table = Read(_folder.Write("scores.jsonl", $"\uFEFF\r\n{Row1}\r\n\r\n  \r\n{Row2}"));

        table.Queries.Select(x => x.Id).ShouldBe(["q1", "q2"]);
    }

    [Fact]
    public void Read_RowsLongerThanTheBuffer_ArriveWhole()
    {
        string prompt = new('x', 300_000);

        ScoreTable table = Read(_folder.Write("scores.jsonl", $"{Row1.Replace("2+2?", prompt, StringComparison.Ordinal)}\n{Row2}\n"));

        table.Queries[0].Prompt.ShouldBe(prompt);
        table.Queries[1].Id.ShouldBe("q2");
    }

    [Fact]
    public void Read_SeveralFiles_AppendsRowsAndUnitesModels()
    {
        string first = _folder.Write("first.jsonl", Row1);
        string second = _folder.Write("second.jsonl", """{"id":"q9","prompt":"p","scores":{"c":0},"simulated":true}""");

        ScoreTable table = Read(first, second);

        table.Models.ShouldBe(["a", "b", "c"]);
        table.Scores.Row(1).ToArray().ShouldBe([double.NaN, double.NaN, 0]);
        table.IsSimulated.ShouldBeTrue();
    }

    [Fact]
    public void Read_IdInTwoFiles_NamesBothPlaces()
    {
        string first = _folder.Write("first.jsonl", $"{Row2}\n{Row1}\n");
        string second = _folder.Write("second.jsonl", Row1);

        Should.Throw<DataFormatException>(() => Read(first, second)).Message.ShouldBe(
            $"{second} line 1: 'id' is \"q1\", which {first} line 2 already has; ids must be unique over all files that are read together.");
    }

    [Theory]
    [InlineData("""{"id":"q","prompt":"p","scores":{"gpt-4":"high"}}""", "'scores.gpt-4' is \"high\"; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"gpt-4":1e999}}""", "'scores.gpt-4' is 1e999; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":-1000.5}}""", "'scores.a' is -1000.5; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":1},"costs":{"a":-1e-9}}""", "'costs.a' is -1e-9; expected a finite number >= 0.")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":NaN}}""", "'scores.a' is \"NaN\"; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":-Infinity}}""", "'scores.a' is \"-Infinity\"; expected a number in [-1000, 1000].")]
    [InlineData("""{"id":"q","prompt":"p","scores":[1,2]}""", "'scores' is [1,2]; expected an object {name: value}.")]
    [InlineData("""{"id":"q","prompt":"p","scores":null}""", "'scores' is missing; expected an object {model: number}.")]
    [InlineData("""{"prompt":"p","scores":{"a":1}}""", "'id' is missing; expected a text.")]
    [InlineData("""{"id":"","prompt":"p","scores":{"a":1}}""", "'id' is \"\"; expected a text that is not empty.")]
    [InlineData("""{"id":"q","prompt":{"role":"user"},"scores":{"a":1}}""", "'prompt' is {\"role\":\"user\"}; expected a text.")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":1},"simulated":"yes"}""", "'simulated' is \"yes\"; expected true or false.")]
    [InlineData("""[1,2]""", "expected one JSON object; got Array.")]
    public void Read_MalformedRow_NamesFileLineFieldValueAndRange(string row, string problem)
    {
        string file = _folder.Write("scores.jsonl", $"{Row1}\n\n{row}\n");

        DataFormatException error = Should.Throw<DataFormatException>(() => Read(file));

        error.Message.ShouldBe($"{file} line 3: {problem}");
        error.File.ShouldBe(file);
        error.Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":1,"a":0}}""")]
    [InlineData("""{"id":"q","prompt":"p","scores":{"a":1}""")]
    [InlineData("""{"id":"q"} {"id":"r"}""")]
    [InlineData("not json")]
    public void Read_LineThatIsNotOneJsonObject_NamesTheLine(string row)
    {
        string file = _folder.Write("scores.jsonl", $"{Row1}\n{row}\n");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldStartWith($"{file} line 2: not one complete JSON object (");
    }

    [Fact]
    public void Read_CostOfAModelThatIsNeverScored_IsRefused()
    {
        string file = _folder.Write("scores.jsonl", """{"id":"q","prompt":"p","scores":{"a":1},"costs":{"typo":1}}""");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe($"{file} line 1: 'costs.typo' names a model that has no score in any row.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n  \n")]
    [InlineData("\uFEFF")]
    public void Read_EmptyFile_SaysSo(string content)
    {
        string file = _folder.Write("scores.jsonl", content);

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe($"{file}: the file is empty; expected at least one row.");
    }

    [Fact]
    public void Read_InvalidUtf8_NamesTheLine()
    {
        string file = _folder.Write("scores.jsonl", [.. TemporaryFolder.Utf8(Row1 + "\n{\"id\":\""), 0xC3, 0x28, .. "\"}\n"u8]);

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe($"{file} line 2: the line is not valid UTF-8.");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public void Read_TruncatedGzip_IsRefused(double kept)
    {
        string rows = string.Concat(Enumerable.Range(0, 500).Select(i => Row1.Replace("q1", $"q{i * 7919 % 500}", StringComparison.Ordinal) + "\n"));
        byte[] whole = TemporaryFolder.Gzip(TemporaryFolder.Utf8(rows));
        string file = _folder.Write("scores.jsonl.gz", whole[..(int)(whole.Length * kept)]);

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldStartWith($"{file} line ");
    }

    [Fact]
    public void Read_DamagedGzip_IsRefused()
    {
        byte[] bytes = TemporaryFolder.Gzip(TemporaryFolder.Utf8($"{Row1}\n{Row2}\n"));
        bytes[bytes.Length / 2] ^= 0xFF;
        string file = _folder.Write("scores.jsonl.gz", bytes);

        Should.Throw<DataFormatException>(() => Read(file)).File.ShouldBe(file);
    }

    [Fact]
    public void Read_OtherKind_SaysWhatItHoldsAndWhatIsExpected()
    {
        string file = _folder.Write("labels.jsonl", """{"id":"q","prompt":"p","gold":{"a":1}}""");

        Should.Throw<DataFormatException>(() => Read(file)).Message.ShouldBe(
            $"{file}: the file holds gold and cheap labels (kind B); expected scores per query and model (kind A).");
    }

    [Fact]
    public void Read_NoFiles_IsRefused() => Should.Throw<ArgumentException>(() => Read()).Message.ShouldStartWith("No data file is given");

    [Fact]
    public void Read_MissingFile_IsFileNotFound() => Should.Throw<FileNotFoundException>(() => Read(_folder["none.jsonl"]));

    [Fact]
    public void Read_Cancelled_Stops()
    {
        string file = _folder.Write("scores.jsonl", Row1);

        Should.Throw<OperationCanceledException>(() => ScoreTableReader.Read([file], new CancellationToken(canceled: true)));
    }

    private static ScoreTable Read(params string[] files) => ScoreTableReader.Read(files);
}
