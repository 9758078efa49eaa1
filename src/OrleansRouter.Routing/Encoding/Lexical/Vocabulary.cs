using System.Numerics;
using System.Runtime.InteropServices;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>The known terms: hash → feature index, by open addressing.</summary>
internal sealed class Vocabulary
{
    private readonly ulong[] _terms;
    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <summary>Indexes distinct hashes; the feature of <c>terms[i]</c> is i.</summary>
    public Vocabulary(ulong[] terms)
    {
        _terms = terms;
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(4 * terms.Length, 4)));
        _shift = 64 - bits;
        _slots = new Slot[1 << bits];
        for (int i = 0; i < terms.Length; i++)
        {
            int s = (int)(terms[i] >> _shift);
            while (_slots[s].FeaturePlusOne != 0)
            {
                s = (s + 1) & (_slots.Length - 1);
            }

            _slots[s] = new Slot(terms[i], i + 1);
        }
    }

    /// <summary>Number of terms.</summary>
    public int Count => _terms.Length;

    /// <summary>The feature of a term, or −1.</summary>
    public int Find(ulong term)
    {
        int s = (int)(term >> _shift);
        while (true)
        {
            Slot slot = _slots[s];
            if (slot.FeaturePlusOne == 0 || slot.Term == term)
            {
                return slot.FeaturePlusOne - 1;
            }

            s = (s + 1) & (_slots.Length - 1);
        }
    }

    public void Write(ModelWriter writer) => writer.Write(MemoryMarshal.AsBytes(_terms.AsSpan()));

    public static Vocabulary Read(ModelReader reader)
    {
        byte[] bytes = reader.ReadBytes();
        ulong[] terms = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
        return bytes.Length % sizeof(ulong) == 0 && terms.Distinct().Count() == terms.Length
            ? new Vocabulary(terms)
            : throw new ModelFormatException($"The vocabulary of {bytes.Length} bytes is damaged: terms of 8 bytes each must be distinct.");
    }

    private readonly record struct Slot(ulong Term, int FeaturePlusOne);
}
