using System.Text;
using System.Text.Json;
using OrleansRouter.TestKit;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>
/// The inputs that fuzzing starts from, a file for each target and a line for each input: a JSON string whose characters are the bytes. A file
/// grows by what a long run found that behaves differently.
/// </summary>
internal static class FuzzCorpus
{
    public static IReadOnlyList<byte[]> Read(string target) => [.. File.ReadLines(PathOf(target)).Select(FromLine)];

    public static void Write(string target, IEnumerable<byte[]> inputs) => File.WriteAllLines(PathOf(target), inputs.Select(ToLine));

    /// <summary>An input for people, and for a line of the corpus.</summary>
    public static string ToLine(byte[] input) => JsonSerializer.Serialize(Encoding.Latin1.GetString(input));

    private static byte[] FromLine(string line) => Encoding.Latin1.GetBytes(JsonSerializer.Deserialize<string>(line)!);

    private static string PathOf(string target) =>
        Path.Combine(Repository.Root, "tests", "OrleansRouter.Gateway.Tests", "Fuzzing", "Corpus", $"{target}.txt");
}
