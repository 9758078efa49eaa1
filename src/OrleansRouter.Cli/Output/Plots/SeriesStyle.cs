namespace OrleansRouter.Cli.Output.Plots;

/// <summary>How one curve looks: colour, dash and marker repeat with different periods, so that no two of the first 24 curves look alike even in grey.</summary>
/// <param name="Colour">From the Okabe–Ito palette, which colour-blind readers tell apart.</param>
/// <param name="Dashes">Stroke pattern.</param>
/// <param name="MarkerPath">Outline around the origin.</param>
/// <param name="IsFilled">Whether the marker is filled.</param>
internal readonly record struct SeriesStyle(string Colour, string Dashes, string MarkerPath, bool IsFilled)
{
    private static readonly string[] Colours = ["#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
    private static readonly string[] DashPatterns = ["none", "7 3", "2 2"];

    private static readonly string[] Markers =
    [
        "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
        "M-3.5 -3.5H3.5V3.5H-3.5Z",
        "M0 -4.5L4.2 3.2H-4.2Z",
        "M0 -5L5 0L0 5L-5 0Z",
    ];

    /// <summary>The style of the curve with this index, from 0.</summary>
    public static SeriesStyle Of(int index) => new(
        Colours[index % Colours.Length],
        DashPatterns[index % DashPatterns.Length],
        Markers[index % Markers.Length],
        index / Markers.Length % 2 == 0);
}
