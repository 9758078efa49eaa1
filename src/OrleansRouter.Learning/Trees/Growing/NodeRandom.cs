namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// The random numbers of one node: SplitMix64 (Steele, Lea, Flood 2014) keyed by tree and node, so that a node draws the same
/// whatever was grown before it and wherever its rows are. A value type: thousands of nodes need no allocation.
/// </summary>
internal struct NodeRandom(ulong treeSeed, long node)
{
    private const ulong Increment = 0x9E3779B97F4A7C15UL;

    private ulong _state = Mix(treeSeed ^ Mix(unchecked((ulong)node + Increment)));

    /// <summary>Uniform on {0, …, <paramref name="exclusiveMax"/> − 1}; the bias, below exclusiveMax/2⁶⁴, does not matter.</summary>
    public int NextInt(int exclusiveMax) => (int)Math.BigMul(Next(), (ulong)exclusiveMax, out _);

    /// <summary>Uniform on [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next() => Mix(_state += Increment);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
