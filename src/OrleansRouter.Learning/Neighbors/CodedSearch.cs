using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>
/// Searches for one query in two passes: byte codes bound the distance of every point from below, and only the points that may be among
/// the k nearest are measured.
/// </summary>
/// <param name="codes">The coded points.</param>
/// <param name="bounds">Turns bounds of inner products into bounds of distances.</param>
/// <param name="distances">Measures.</param>
internal sealed class CodedSearch(ByteCodes codes, DistanceBounds bounds, PointDistances distances)
{
    private const int MeasuredAtOnce = 128;

    private static int Step => Vector<float>.Count;

    /// <summary>Fills a heap of the nearest points, squared if Euclidean and not yet sorted; allocates nothing once warm.</summary>
    /// <param name="query">Length d, finite.</param>
    /// <param name="inverseNorm">1/‖q‖, or 0 for q = 0.</param>
    /// <param name="indices">Memory of the heap, length k.</param>
    /// <param name="nearest">Memory of the heap, length k.</param>
    public TopHeap Search(ReadOnlySpan<float> query, float inverseNorm, Span<int> indices, Span<float> nearest)
    {
        int count = distances.Points.Rows;
        float[] rented = ArrayPool<float>.Shared.Rent(count);
        Span<float> lower = rented.AsSpan(0, count);
        codes.UpperProducts(query, lower);
        float offset = bounds.FromProducts(lower, 0, query, inverseNorm);
        var lowest = new TopHeap(indices, nearest);
        for (int start = 0; start < count; start += Step)
        {
            ReadOnlySpan<float> chunk = Chunk(lower, start);
            if (!AllReach(chunk, lowest.Limit))
            {
                lowest.Add(start, chunk);
            }
        }

        // Whatever is among the k nearest lies no farther than the farthest of any k points.
        distances.Measure(query, inverseNorm, indices, nearest);
        float limit = MathF.BitIncrement(TensorPrimitives.Max<float>(nearest)) - offset;
        var heap = new TopHeap(indices, nearest);
        MeasureBelow(ref heap, lower, limit, query, inverseNorm);
        ArrayPool<float>.Shared.Return(rented);
        return heap;
    }

    // Points are measured many at a time, so that their memory is fetched at once.
    private void MeasureBelow(ref TopHeap heap, ReadOnlySpan<float> lower, float limit, ReadOnlySpan<float> query, float inverseNorm)
    {
        Span<int> rows = stackalloc int[MeasuredAtOnce + Step];
        Span<float> measured = stackalloc float[MeasuredAtOnce + Step];
        int count = 0;
        for (int start = 0; start < lower.Length; start += Step)
        {
            count = Gather(Chunk(lower, start), limit, start, rows, count);
            if (count < MeasuredAtOnce && start + Step < lower.Length)
            {
                continue;
            }

            distances.Measure(query, inverseNorm, rows[..count], measured);
            for (int i = 0; i < count; i++)
            {
                heap.Add(rows[i], measured.Slice(i, 1));
            }

            count = 0;
        }
    }

    // Appends the points whose bounds do not reach the limit; one that is not a number says nothing, so that its point is measured.
    private static int Gather(ReadOnlySpan<float> chunk, float limit, int start, Span<int> rows, int count)
    {
        for (int i = AllReach(chunk, limit) ? chunk.Length : 0; i < chunk.Length; i++)
        {
            rows[count] = start + i;
            count += chunk[i] >= limit ? 0 : 1;
        }

        return count;
    }

    private static ReadOnlySpan<float> Chunk(ReadOnlySpan<float> lower, int start) => lower.Slice(start, Math.Min(Step, lower.Length - start));

    // False where a bound is not a number, and for the rest at the end that fills no vector.
    private static bool AllReach(ReadOnlySpan<float> chunk, float limit) =>
        chunk.Length == Step && Vector.GreaterThanOrEqualAll(new Vector<float>(chunk), new Vector<float>(limit));
}
