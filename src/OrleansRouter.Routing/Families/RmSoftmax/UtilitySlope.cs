using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>
/// How many logits one unit of expected utility is worth, κ = Σz²/Σzu over logits z and observed utilities u, both less their mean over the
/// models of a query and cost weight: 1/κ is the least-squares slope of utilities over logits, which noise in single observations does not
/// bias. It prices what a request weighs otherwise than the training did.
/// </summary>
internal static class UtilitySlope
{
    private const int MaxRows = 1000;

    /// <summary>κ over up to 1,000 evenly spaced training queries; 1, softmax over utilities themselves, where logits do not rise with utility.</summary>
    public static double Of(ServingNetwork network, Matrix<float> features, Matrix<float> utilities, int models)
    {
        float[] logits = new float[network.OutputCount];
        double cross = 0, square = 0;
        int rows = Math.Min(features.Rows, MaxRows);
        for (int r = 0; r < rows; r++)
        {
            int row = (int)((long)r * features.Rows / rows);
            network.Run(features.Row(row), logits);
            for (int start = 0; start < logits.Length; start += models)
            {
                Add(logits.AsSpan(start, models), utilities.Row(row).Slice(start, models), ref cross, ref square);
            }
        }

        return cross > 0 && square / cross is var slope and < double.PositiveInfinity ? slope : 1;
    }

    private static void Add(ReadOnlySpan<float> z, ReadOnlySpan<float> u, ref double cross, ref double square)
    {
        double zSum = 0, uSum = 0, zu = 0, zz = 0;
        int known = 0;
        for (int k = 0; k < u.Length; k++)
        {
            if (!float.IsNaN(u[k]))
            {
                (zSum, uSum, zu, zz, known) = (zSum + z[k], uSum + u[k], zu + ((double)z[k] * u[k]), zz + ((double)z[k] * z[k]), known + 1);
            }
        }

        cross += known > 0 ? zu - (zSum * uSum / known) : 0;
        square += known > 0 ? zz - (zSum * zSum / known) : 0;
    }
}
