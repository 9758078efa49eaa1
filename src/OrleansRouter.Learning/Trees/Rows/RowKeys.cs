using System.Numerics;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>
/// Orders rows by a hash of what they hold. Samples are drawn in that order, so a row's chances do not depend on its position,
/// and repeated rows are neighbours, as the units of a weighted row are.
/// </summary>
internal static class RowKeys
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;

    /// <summary>The key of every row: equal features and targets give equal keys.</summary>
    public static ulong[] Of(Matrix<float> features, double[] targets)
    {
        var keys = new ulong[features.Rows];
        for (int i = 0; i < keys.Length; i++)
        {
            ulong hash = BitConverter.DoubleToUInt64Bits(targets[i] + 0.0) * Multiplier;
            foreach (float value in features.Row(i))
            {
                uint bits = float.IsNaN(value) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(value + 0f);
                hash = (BitOperations.RotateLeft(hash, 29) ^ bits) * Multiplier;
            }

            keys[i] = hash ^ (hash >> 31);
        }

        return keys;
    }

    /// <summary>Row numbers in the order of their keys.</summary>
    public static int[] Order(ulong[] keys)
    {
        int[] rows = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort((ulong[])keys.Clone(), rows);
        return rows;
    }
}
