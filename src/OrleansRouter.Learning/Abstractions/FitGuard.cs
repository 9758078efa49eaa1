using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning;

/// <summary>The checks that every fit makes before it computes: shapes, finite values, weights, options.</summary>
public static class FitGuard
{
    /// <summary>Checks features, the number of targets or labels, and weights.</summary>
    /// <param name="features">n × d with n ≥ 1; finite unless <paramref name="missingAllowed"/>.</param>
    /// <param name="targets">How many targets or labels came with them; must be n.</param>
    /// <param name="weights">Length n, finite and ≥ 0 with a positive sum, or null.</param>
    /// <param name="missingAllowed">True where NaN features mean "missing"; infinities are refused all the same.</param>
    /// <exception cref="ArgumentException">A check fails; the message names the place and what is allowed.</exception>
    public static void Check(Matrix<float> features, int targets, double[]? weights, bool missingAllowed = false)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows == 0)
        {
            throw new ArgumentException("There are no rows; at least 1 is needed.", nameof(features));
        }

        if (targets != features.Rows)
        {
            throw new ArgumentException($"{features.Rows} rows of features but {targets} targets; the numbers must be equal.", nameof(targets));
        }

        CheckFinite(features, nameof(features), missingAllowed);
        CheckWeights(weights, features.Rows);
    }

    /// <summary>Checks that every value is finite, or NaN where that is allowed.</summary>
    /// <exception cref="ArgumentException">A value is not; the message names row and column.</exception>
    public static void CheckFinite<T>(Matrix<T> matrix, string name, bool missingAllowed = false) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        T[] values = matrix.Values;
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]) && !(missingAllowed && T.IsNaN(values[i])))
            {
                throw new ArgumentException(
                    $"{name} row {i / matrix.Columns}, column {i % matrix.Columns} is {Text(values[i])}; expected a finite number.", name);
            }
        }
    }

    /// <summary>Checks that every target is finite.</summary>
    /// <exception cref="ArgumentException">A target is not; the message names its row.</exception>
    public static void CheckTargets(double[] targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        int row = Array.FindIndex(targets, x => !double.IsFinite(x));
        if (row >= 0)
        {
            throw new ArgumentException($"targets row {row} is {Text(targets[row])}; expected a finite number.", nameof(targets));
        }
    }

    /// <summary>Returns <paramref name="options"/> after checking every <see cref="ValidationAttribute"/> of its properties.</summary>
    /// <exception cref="ArgumentException">Values lie outside their ranges; the message lists them all.</exception>
    public static T Validated<T>(T options) where T : class
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true)
            ? options
            : throw new ArgumentException($"{options.GetType().Name}: {string.Join(" ", errors.Select(Describe))}", nameof(options));

        string Describe(ValidationResult error) => $"{error.ErrorMessage} Got {string.Join(", ", error.MemberNames.Select(Value))}.";

        object? Value(string property) => Convert.ToString(options.GetType().GetProperty(property)?.GetValue(options), CultureInfo.InvariantCulture);
    }

    private static void CheckWeights(double[]? weights, int rows)
    {
        if (weights is null)
        {
            return;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException($"{rows} rows of features but {weights.Length} weights; the numbers must be equal.", nameof(weights));
        }

        int row = Array.FindIndex(weights, w => !(w >= 0 && double.IsFinite(w)));
        if (row >= 0)
        {
            throw new ArgumentException($"weights row {row} is {Text(weights[row])}; expected a finite number of at least 0.", nameof(weights));
        }

        if (!(weights.Max() > 0))
        {
            throw new ArgumentException("All weights are 0; at least one must be positive.", nameof(weights));
        }
    }

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
