using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRouter.Grains.Budgets;

/// <summary>
/// Money in whole millionths of a US dollar. Sums are exact, and overflow throws; fractions come from prices alone, and those are rounded up,
/// so that nothing that costs anything is free.
/// </summary>
/// <param name="Value">Millionths of a US dollar.</param>
[JsonConverter(typeof(JsonForm))]
public readonly record struct MicroUsd(long Value) : IComparable<MicroUsd>
{
    private const decimal PerUsd = 1_000_000m;

    /// <summary>Nothing.</summary>
    public static MicroUsd Zero => default;

    /// <summary>What tokens cost at prices per million tokens, rounded up: a price of 1 USD per million is a millionth per token.</summary>
    /// <exception cref="OverflowException">The amount is too large to count.</exception>
    public static MicroUsd OfTokens(
        double inputUsdPerMillionTokens, long inputTokens, double outputUsdPerMillionTokens, long outputTokens) =>
        // A decimal has the price as it was written; a double's 0.1 × 30 is more than 3.
        new((long)Math.Ceiling(((decimal)inputUsdPerMillionTokens * inputTokens) + ((decimal)outputUsdPerMillionTokens * outputTokens)));

    /// <summary>An amount that somebody wrote in dollars.</summary>
    /// <exception cref="ArgumentException">It has a fraction of a millionth, or is too large to count.</exception>
    public static MicroUsd OfUsd(decimal usd, string name) =>
        usd * PerUsd is var value && value >= long.MinValue && value <= long.MaxValue && value == Math.Truncate(value)
            ? new MicroUsd((long)value)
            : throw new ArgumentException(FormattableString.Invariant($"{name} is {usd}; expected whole millionths of a dollar."));

    /// <summary>The smaller one.</summary>
    public static MicroUsd Min(MicroUsd a, MicroUsd b) => a < b ? a : b;

    /// <summary>The larger one.</summary>
    public static MicroUsd Max(MicroUsd a, MicroUsd b) => a > b ? a : b;

    /// <summary>The sum.</summary>
    public static MicroUsd operator +(MicroUsd a, MicroUsd b) => new(checked(a.Value + b.Value));

    /// <summary>The difference.</summary>
    public static MicroUsd operator -(MicroUsd a, MicroUsd b) => new(checked(a.Value - b.Value));

    /// <summary>Whether the first is smaller.</summary>
    public static bool operator <(MicroUsd a, MicroUsd b) => a.Value < b.Value;

    /// <summary>Whether the first is larger.</summary>
    public static bool operator >(MicroUsd a, MicroUsd b) => a.Value > b.Value;

    /// <summary>Whether the first is not larger.</summary>
    public static bool operator <=(MicroUsd a, MicroUsd b) => a.Value <= b.Value;

    /// <summary>Whether the first is not smaller.</summary>
    public static bool operator >=(MicroUsd a, MicroUsd b) => a.Value >= b.Value;

    /// <inheritdoc/>
    public int CompareTo(MicroUsd other) => Value.CompareTo(other.Value);

    /// <summary>In dollars, exactly.</summary>
    public decimal ToUsd() => Value / PerUsd;

    /// <summary>In dollars, as the nearest double: for statistics, never for sums of money.</summary>
    public double ToDoubleUsd() => Value / (double)PerUsd;

    /// <summary>Dollars without exponent, such as 0.000023.</summary>
    public override string ToString() => ToUsd().ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>In JSON: the number of millionths.</summary>
    private sealed class JsonForm : JsonConverter<MicroUsd>
    {
        public override MicroUsd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, MicroUsd value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
