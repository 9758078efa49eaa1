using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Evaluation;

public sealed class GainTableReaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"gains-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_AuthorsTable_GivesFeaturesInTheOrderOfTheirNumbersAndBothLabels()
    {
        File.WriteAllText(_file, "id,GL,embd.PC2,embd.PC1,PL\na,0.5,2,1,-1\nb,-0.25,4,3,0\n");

        GainTableReader.Recognises(_file).ShouldBeTrue();
        PairedLabels labels = GainTableReader.Read(_file);

        labels.Features.Row(0).ToArray().ShouldBe([1, 2]);
        labels.Features.Row(1).ToArray().ShouldBe([3, 4]);
        labels.Gold.ShouldBe([0.5, -0.25]);
        labels.Preference.ShouldBe([-1, 0]);
    }

    [Theory]
    [InlineData("embd.PC1,GL\n1,2\n", "line 1: the header has no column 'PL'; expected embd.PC1, embd.PC2, …, GL, PL.")]
    [InlineData("embd.PC1,GL,PL\n1,2,\n", "line 2: 'PL' is \"\"; expected a number in [-1000, 1000].")]
    [InlineData("embd.PC1,GL,PL\n1,high,0\n", "line 2: 'GL' is \"high\"; expected a number in [-1000, 1000], true, false or an empty cell.")]
    [InlineData("embd.PC1,GL,PL\n", ": there are no rows below the header.")]
    public void Read_Damaged_NamesPlaceAndRange(string text, string message)
    {
        File.WriteAllText(_file, text);

        Should.Throw<DataFormatException>(() => GainTableReader.Read(_file)).Message.ShouldEndWith(message);
    }

    [Fact]
    public void Recognises_OtherTables_No()
    {
        File.WriteAllText(_file, "id,model,score\n");

        GainTableReader.Recognises(_file).ShouldBeFalse();
    }
}
