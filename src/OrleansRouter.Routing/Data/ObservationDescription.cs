namespace OrleansRouter.Routing.Data;

/// <summary>The figures that a data set of repeated observations is known by.</summary>
public sealed record ObservationDescription
{
    /// <summary>Observations with a score.</summary>
    public required int Observations { get; init; }

    /// <summary>Rows without a score, which are left out.</summary>
    public required int UnscoredRows { get; init; }

    /// <summary>Names of the rewrites.</summary>
    public required IReadOnlyList<string> Rewrites { get; init; }

    /// <summary>Names of the decoding settings.</summary>
    public required IReadOnlyList<string> Temperatures { get; init; }

    /// <summary>(query, model) cells with at least one observation.</summary>
    public required int ObservedCells { get; init; }

    /// <summary>The fewest observations of an observed cell.</summary>
    public required int FewestPerCell { get; init; }

    /// <summary>The most observations of a cell.</summary>
    public required int MostPerCell { get; init; }

    /// <summary>The means per query and model, described as scores; its oracle is a maximum of noisy means, so optimistic.</summary>
    public required DatasetDescription Means { get; init; }

    /// <summary>Describes a table.</summary>
    public static ObservationDescription Of(ObservationTable table)
    {
        int[] perCell = new int[table.Queries.Count * table.Models.Count];
        for (int j = 0; j < table.Count; j++)
        {
            perCell[(table.Query[j] * table.Models.Count) + table.Model[j]]++;
        }

        int[] observed = Array.FindAll(perCell, x => x > 0);
        return new ObservationDescription
        {
            Observations = table.Count,
            UnscoredRows = table.UnscoredRows,
            Rewrites = table.Rewrites,
            Temperatures = table.Temperatures,
            ObservedCells = observed.Length,
            FewestPerCell = observed.DefaultIfEmpty(0).Min(),
            MostPerCell = observed.DefaultIfEmpty(0).Max(),
            Means = DatasetDescription.Of(table.ToScoreTable()),
        };
    }
}
