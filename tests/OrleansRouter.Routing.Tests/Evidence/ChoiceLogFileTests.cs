using System.Buffers;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Evidence;

public sealed class ChoiceLogFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void WriteAndRead_EveryField_ComesBackExactly()
    {
        var world = new EvidenceWorld(1);
        Policy policy = world.Policy(0.5, 1);
        LoggedChoice[] log = [.. world.Log(policy, 0.05, 3, new Rng(2))];
        log[0] = log[0] with { Session = "s", Prompt = "Grüße\n", AnsweredModelId = "m2" };
        log[1] = log[1] with { Receipt = null, Score = null, CostUsd = null, Origin = "pinned" };
        RouteDecision decision = log[2].Receipt!.Decision;
        log[2] = log[2] with
        {
            Receipt = log[2].Receipt! with { Rollout = RolloutAssignment.Of((3, 2, 0.25), 0.7, ("a", decision), ("b", decision)) },
        };

        LoggedChoice[] read = Read(log);

        read.Select(c => c with { Receipt = null }).ShouldBe(log.Select(c => c with { Receipt = null }));
        read.Select(c => c.Receipt?.ToJson()).ShouldBe(log.Select(c => c.Receipt?.ToJson()));
        read[2].Receipt!.Rollout!.Mixture(decision.ModelId!).ShouldBe(decision.Propensity, 1e-15);
        ReceiptVerifier.Recompute(policy, read[0].Receipt! with { Decision = decision }).Matches.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"propensity\":0.", "\"propensity\":7.", "'propensity' is 7.", "a number in [0, 1]")]
    [InlineData("\"score\":", "\"score\":-", "'score' is -", "a number in [0, 1]")]
    [InlineData("\"decided_at\":\"1970", "\"decided_at\":\"yesterday", "'decided_at' is yesterday", "an instant such as")]
    [InlineData("\"model\":\"m", "\"modell\":\"m", "'model' is missing", "a text")]
    [InlineData("\"draw\":0", "\"draw\":3", "'receipt' is not the receipt of a decision: The receipt: draw is 3", "[0, 1)")]
    [InlineData("\"policyHash\":", "\"policyHash\":7,\"other\":", "'receipt' is not the receipt of a decision", "policyHash")]
    public void Read_DamagedLine_NamesFileLineFieldAndRange(string text, string damage, string found, string expected)
    {
        var world = new EvidenceWorld(1);
        Write([.. world.Log(world.Policy(0.5, 1), 0.05, 2, new Rng(2)).Select(c => c with { Score = 1 })]);
        string[] lines = File.ReadAllLines(_file);
        lines[1] = lines[1].Replace(text, damage, StringComparison.Ordinal);
        File.WriteAllLines(_file, lines);

        string message = Should.Throw<DataFormatException>(() => ChoiceLogFile.Read(_file, default).ToArray()).Message;

        message.ShouldStartWith($"{_file} line 2: ");
        message.ShouldContain(found);
        message.ShouldContain(expected);
    }

    [Fact]
    public void Read_ReportsHowFarItIs()
    {
        var world = new EvidenceWorld(1);
        Write([.. world.Log(world.Policy(0.5, 1), 0.05, 200, new Rng(2))]);
        var progress = new Shares();
        ChoiceLogFile.Read(_file, default, progress).Count().ShouldBe(200);
        progress.Seen.ShouldBe(progress.Seen.Order());
        progress.Seen[^1].ShouldBe(1);
    }

    private LoggedChoice[] Read(LoggedChoice[] log)
    {
        Write(log);
        return [.. ChoiceLogFile.Read(_file, default)];
    }

    private void Write(LoggedChoice[] log)
    {
        var lines = new ArrayBufferWriter<byte>();
        Array.ForEach(log, choice => ChoiceLogFile.Write(lines, choice));
        File.WriteAllText(_file, System.Text.Encoding.UTF8.GetString(lines.WrittenSpan));
    }

    private sealed class Shares : IProgress<double>
    {
        public List<double> Seen { get; } = [];

        public void Report(double value) => Seen.Add(value);
    }
}
