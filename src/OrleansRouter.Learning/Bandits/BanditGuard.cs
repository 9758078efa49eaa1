using System.Globalization;
using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Bandits;

/// <summary>Checks of what enters the statistics.</summary>
internal static class BanditGuard
{
    public static void Discount(double factor)
    {
        if (!(factor is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "Must lie in [0, 1].");
        }
    }

    public static double Ridge(double ridge) => ridge is > 0 and < double.PositiveInfinity
        ? ridge
        : throw new ArgumentOutOfRangeException(nameof(ridge), ridge, "Must be positive and finite.");

    public static void Arm(int arm, int arms)
    {
        if (arm < 0 || arm >= arms)
        {
            throw new ArgumentOutOfRangeException(nameof(arm), arm, $"Must lie in [0, {arms - 1}].");
        }
    }

    public static void Context(ReadOnlySpan<float> context, int dimension)
    {
        if (context.Length != dimension)
        {
            throw new ArgumentException($"The context has {context.Length} values; expected {dimension}.", nameof(context));
        }

        if (!TensorPrimitives.IsFiniteAll(context))
        {
            int place = IndexOfNotFinite(context);
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Context value {place} is {context[place]}; expected a finite number."), nameof(context));
        }
    }

    public static void Observation(double reward, double weight)
    {
        if (!double.IsFinite(reward))
        {
            throw new ArgumentOutOfRangeException(nameof(reward), reward, "Must be finite.");
        }

        if (!(weight is >= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "Must be finite and at least 0.");
        }
    }

    private static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        while (float.IsFinite(values[i]))
        {
            i++;
        }

        return i;
    }
}
