using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class DataSnifferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"id":"1","prompt":"p","scores":{}}""", DataKind.Scores)]
    [InlineData("prompt,m\np,1", DataKind.Scores)]
    [InlineData("""{"id":"1","prompt":"p","gold":{}}""", DataKind.Labels)]
    [InlineData("""{"id":"1","prompt":"p","preference":null}""", DataKind.Labels)]
    [InlineData("""{"id":"1","prompt":"p"}""", DataKind.Observations)]
    [InlineData("id,model,rewrite,decode,score\n", DataKind.Observations)]
    [InlineData("""{"dataset":"d","query_id":"1","prompt_variant_id":0,"score":1}""", DataKind.Observations)]
    [InlineData("model_key,input_usd_per_token,output_usd_per_token\n", DataKind.Prices)]
    [InlineData("dataset,model,price_key\n", DataKind.Prices)]
    public void KindOf_FirstRow_DecidesWhateverTheNameIs(string content, DataKind kind) =>
        DataSniffer.KindOf(_folder.Write("file.bin", content)).ShouldBe(kind);

    [Fact]
    public void KindOf_Folder_IsObservations() => DataSniffer.KindOf(_folder[""]).ShouldBe(DataKind.Observations);

    [Theory]
    [InlineData("""{"id":"1","text":"p"}""", "line 1: no known kind of row; expected 'scores'")]
    [InlineData("a,b\n1,2", "line 1: no known kind of table; expected a column 'prompt'")]
    [InlineData("\n[{}]", "line 2: the file is a JSON array; expected one JSON object a line.")]
    public void KindOf_UnknownContent_SaysWhatIsExpected(string content, string problem)
    {
        string file = _folder.Write("file.jsonl", content);

        Should.Throw<DataFormatException>(() => DataSniffer.KindOf(file)).Message.ShouldStartWith($"{file} {problem}");
    }
}
