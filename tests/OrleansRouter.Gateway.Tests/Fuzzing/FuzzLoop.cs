using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>What is fuzzed.</summary>
internal interface IFuzzTarget
{
    /// <summary>Name of its corpus.</summary>
    string Corpus { get; }

    /// <summary>In how many ways an input can be used.</summary>
    int Ways { get; }

    /// <summary>Feeds an input.</summary>
    /// <returns>What happened, in few words; inputs that make something new happen are kept to start from.</returns>
    /// <exception cref="FuzzException">Something happened that never may. Any other exception is a finding too.</exception>
    Task<string> RunAsync(byte[] input, int way);
}

/// <summary>A target did what it never may.</summary>
internal sealed class FuzzException(string message) : Exception(message);

/// <summary>
/// Feeds a target its corpus and then seeded changes of it. ORLEANS_ROUTER_FUZZ_SECONDS makes a run that long instead of a fixed number of inputs,
/// ORLEANS_ROUTER_FUZZ_SEED starts it elsewhere, and ORLEANS_ROUTER_FUZZ_WRITE=1 writes the grown corpus back.
/// </summary>
internal sealed class FuzzLoop(IFuzzTarget target, IMutator mutator, int way, ITestOutputHelper output)
{
    private const int MostKept = 400, MostFindings = 5, MostWritten = 60, LongestWritten = 1_500;
    private readonly Dictionary<string, byte[]> _kept = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private int _way = way;

    /// <summary>The seed of this run.</summary>
    public static ulong Seed => ulong.TryParse(Environment.GetEnvironmentVariable("ORLEANS_ROUTER_FUZZ_SEED"), CultureInfo.InvariantCulture, out ulong seed) ? seed : 1;

    public async Task RunAsync(int inputs)
    {
        var watch = Stopwatch.StartNew();
        bool isTimed = double.TryParse(Environment.GetEnvironmentVariable("ORLEANS_ROUTER_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds);
        List<byte[]> corpus = [.. FuzzCorpus.Read(target.Corpus)];
        int runs = 0;
        foreach (byte[] input in corpus.ToArray())
        {
            for (int i = 0; i < target.Ways; i++, runs++)
            {
                await FeedAsync(input, corpus);
            }
        }

        for (int i = 0; (isTimed ? watch.Elapsed.TotalSeconds < seconds : i < inputs) && _findings.Count < MostFindings; i++, runs++)
        {
            byte[] start = corpus[(int)((uint)i * 2654435761 % (uint)corpus.Count)];
            await FeedAsync(mutator.Mutate(start, corpus), corpus);
        }

        output.WriteLine(FormattableString.Invariant(
            $"{target.Corpus}: {runs} inputs in {watch.Elapsed.TotalSeconds:F1} s, {_kept.Count} kinds of answers, {_findings.Count} findings"));
        if (Environment.GetEnvironmentVariable("ORLEANS_ROUTER_FUZZ_WRITE") == "1")
        {
            // What was found first are the common kinds of answers; each is there by its shortest input.
            IEnumerable<byte[]> written = FuzzCorpus.Read(target.Corpus).Concat(_kept.Take(MostWritten).Select(k => k.Value));
            FuzzCorpus.Write(target.Corpus, written.DistinctBy(FuzzCorpus.ToLine).Where(input => input.Length <= LongestWritten).Take(MostWritten));
        }

        _findings.ShouldBeEmpty();
    }

    private async Task FeedAsync(byte[] input, List<byte[]> corpus)
    {
        int way = _way++ % target.Ways;
        try
        {
            string answer = await target.RunAsync(input, way);
            bool isNew = !_kept.TryGetValue(answer, out byte[]? known);
            if (isNew || input.Length < known!.Length)
            {
                _kept[answer] = input;
            }

            if (isNew && corpus.Count < MostKept)
            {
                corpus.Add(input);
            }
        }
        catch (Exception exception)
        {
            byte[] small = await ReduceAsync(input, way, exception.GetType());
            _findings.Add($"{exception.GetType().Name}: {exception.Message}\nway {way}, input {FuzzCorpus.ToLine(small)}\n{exception.StackTrace?.Split('\n').FirstOrDefault()}");
        }
    }

    /// <summary>Leaves out what the failure does not need.</summary>
    private async Task<byte[]> ReduceAsync(byte[] input, int way, Type failure)
    {
        for (int length = input.Length / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= input.Length;)
            {
                byte[] smaller = [.. input[..at], .. input[(at + length)..]];
                bool fails = await FailsAsync(smaller, way, failure);
                (input, at) = fails ? (smaller, at) : (input, at + length);
            }
        }

        return input;
    }

    private async Task<bool> FailsAsync(byte[] input, int way, Type failure)
    {
        try
        {
            await target.RunAsync(input, way);
            return false;
        }
        catch (Exception exception)
        {
            return exception.GetType() == failure;
        }
    }
}
