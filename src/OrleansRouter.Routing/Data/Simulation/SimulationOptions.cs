using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>The size, seed and shape of simulated data; equal options give equal data on every machine.</summary>
public abstract record SimulationOptions
{
    /// <summary>n, the number of queries. Default 1,000.</summary>
    [Range(1, 1_000_000)] public int Queries { get; init; } = 1000;

    /// <summary>K, the number of models, from the cheapest to the dearest. Default 4.</summary>
    [Range(1, 32)] public int Models { get; init; } = 4;

    /// <summary>Number of tasks, each with its own vocabulary and its own specialist among the cheaper models. Default 5.</summary>
    [Range(1, SimulatedVocabulary.MaxTasks)] public int Tasks { get; init; } = 5;

    /// <summary>Seed of everything random. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks that every value is in its range.</summary>
    /// <exception cref="ArgumentException">Values are out of range; the message lists them.</exception>
    public virtual void Validate()
    {
        string[] problems = [.. from property in GetType().GetProperties()
                                let range = property.GetCustomAttribute<RangeAttribute>()
                                where range is not null && !range.IsValid(property.GetValue(this))
                                select string.Create(CultureInfo.InvariantCulture,
                                    $"{property.Name} is {property.GetValue(this)}; expected a number in [{range.Minimum}, {range.Maximum}].")];
        if (problems.Length > 0)
        {
            throw new ArgumentException($"Simulation: {string.Join(" ", problems)}");
        }
    }
}
