using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Work on independent rows, in blocks large enough to be worth a thread.</summary>
internal static class RowBlocks
{
    private const int Size = 8_192;

    public static void For(int rows, FitContext context, Action<int> body) => ParallelLoop.For((rows + Size - 1) / Size, context, block =>
    {
        for (int row = block * Size; row < Math.Min(rows, (block + 1) * Size); row++)
        {
            body(row);
        }
    });
}
