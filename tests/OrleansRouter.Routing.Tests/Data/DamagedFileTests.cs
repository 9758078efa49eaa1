using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Data;

/// <summary>Whatever happens to the bytes of a file, a reader gives a table or a <see cref="DataFormatException"/>, never another error.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const int Trials = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scores.jsonl")]
    [InlineData("scores.jsonl.gz")]
    public void Read_DamagedScores_GivesATableOrADataFormatException(string name)
    {
        ScoreTableWriter.Write(Simulator.Scores(new() { Queries = 6, Models = 2 }).Table, _folder[name]);

        Damage(_folder[name], seed: 1, file => ScoreTableReader.Read([file]));
    }

    [Fact]
    public void Read_DamagedWideTable_GivesATableOrADataFormatException()
    {
        string file = _folder.Write("table.csv", "sample_id,prompt,eval_name,a,b,a|total_cost,b|total_cost\n1,\"x, \"\"y\"\"\nz\",t,1,0,0.1,0.2\n2,ü,t,True,,1e-5,\n");

        Damage(file, seed: 2, path => ScoreTableReader.Read([path]));
    }

    [Fact]
    public void Read_DamagedLabels_GivesATableOrADataFormatException()
    {
        LabelTableWriter.Write(Simulator.Labels(new() { Queries = 6, Models = 2 }).Table, _folder["labels.jsonl"]);

        Damage(_folder["labels.jsonl"], seed: 3, file => LabelTableReader.Read([file]));
    }

    [Theory]
    [InlineData("queries.jsonl.gz")]
    [InlineData("observations.csv.gz")]
    public void Read_DamagedObservations_GivesATableOrADataFormatException(string name)
    {
        ObservationTableWriter.Write(Simulator.Observations(new() { Queries = 2, Models = 2 }).Table, _folder["out"]);

        Damage(Path.Combine(_folder["out"], name), seed: 4, _ => ObservationTableReader.Read([_folder["out"]]));
    }

    [Fact]
    public void Read_DamagedPrices_GivesAListOrADataFormatException()
    {
        string file = _folder.Write("prices.csv", "model_key,provider,mode,input_usd_per_token,output_usd_per_token,max_input_tokens\na,p,chat,1e-6,2e-6,100\nb,,,0,0,\n");

        Damage(file, seed: 5, path => PriceList.Read([path]));
    }

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\udc00")]
    [InlineData("\\uD83Dx\\uDE00")]
    public void Read_HalfASurrogatePair_IsRefusedByName(string text)
    {
        string file = _folder.Write("scores.jsonl", $$$"""{"id":"q","prompt":"{{{text}}}","scores":{"a":1}}""");

        Should.Throw<DataFormatException>(() => ScoreTableReader.Read([file])).Message.ShouldBe($"{file} line 1: a text holds half of a \\u surrogate pair.");
    }

    [Fact]
    public void Read_WholeSurrogatePairsAndEscapedBackslashes_AreFine()
    {
        string file = _folder.Write("scores.jsonl", """{"id":"q","prompt":"\ud83d\ude00 \\ud83d","scores":{"a":1}}""");

        ScoreTableReader.Read([file]).Queries[0].Prompt.ShouldBe("\U0001F600 \\ud83d");
    }

    /// <summary>Flips, cuts, repeats and inserts bytes of a good file; after every trial the good file is put back.</summary>
    private static void Damage(string file, ulong seed, Action<string> read)
    {
        byte[] good = File.ReadAllBytes(file);
        int refused = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            File.WriteAllBytes(file, Damaged(good, Rng.Stream(seed, (ulong)trial)));
            try
            {
                read(file);
            }
            catch (DataFormatException)
            {
                refused++;
            }
        }

        File.WriteAllBytes(file, good);
        refused.ShouldBeGreaterThan(Trials / 4);
    }

    private static byte[] Damaged(byte[] good, Rng rng)
    {
        List<byte> bytes = [.. good];
        for (int changes = 1 + rng.NextInt(3); changes > 0; changes--)
        {
            int at = rng.NextInt(bytes.Count);
            switch (rng.NextInt(4))
            {
                case 0:
                    bytes[at] = (byte)rng.NextInt(256);
                    break;
                case 1:
                    bytes.Insert(at, "\"\\{}[],:\n\r0eN-\uFEFF"u8[rng.NextInt(16)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(1 + rng.NextInt(20), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(rng.NextInt(60), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
