namespace OrleansRouter.Routing.Evidence;

/// <summary>FNV-1a of 64 bits over UTF-16 units: the same on every machine and in every process.</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3;
        }

        return hash;
    }
}
