using System.Text;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Changes inputs.</summary>
internal interface IMutator
{
    /// <summary>A changed copy.</summary>
    /// <param name="input">What is changed.</param>
    /// <param name="corpus">Others, to take parts from; not empty.</param>
    byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus);
}

/// <summary>Seeded changes of bytes that know nothing of their meaning.</summary>
internal static class ByteMutator
{
    private const int LongestInput = 20_000;

    public static byte[] Mutate(byte[] input, byte[] other, string[] tokens, Rng rng)
    {
        int at = rng.NextInt(input.Length + 1);
        int length = rng.NextInt(Math.Min(40, input.Length - at) + 1);
        byte[] changed = rng.NextInt(7) switch
        {
            0 => [.. input[..at], .. Encoding.UTF8.GetBytes(tokens[rng.NextInt(tokens.Length)]), .. input[at..]],
            1 => [.. input[..at], .. input[(at + length)..]],
            2 => [.. input[..(at + length)], .. input[at..]],
            3 => input[..at],
            4 => [.. input[..at], (byte)rng.NextInt(256), .. input[Math.Min(at + 1, input.Length)..]],
            5 => [.. input[..at], .. other[rng.NextInt(other.Length + 1)..]],
            _ => Flip(input, at, rng),
        };
        return changed.Length <= LongestInput ? changed : changed[..LongestInput];
    }

    private static byte[] Flip(byte[] input, int at, Rng rng)
    {
        byte[] changed = [.. input];
        if (at < changed.Length)
        {
            changed[at] ^= (byte)(1 << rng.NextInt(8));
        }

        return changed;
    }
}
