using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Collects (row, model, value) while the number of rows is unknown, then lays them out as a matrix.</summary>
internal sealed class ModelCells
{
    private readonly List<(int Row, string Model, double Value)> _cells = [];
    private readonly HashSet<string> _models = new(StringComparer.Ordinal);

    /// <summary>The models that have a cell.</summary>
    public IReadOnlySet<string> Models => _models;

    /// <summary>Row of the cell that was set last, or −1.</summary>
    public int LastRow => _cells.Count == 0 ? -1 : _cells[^1].Row;

    /// <summary>Sets a cell; NaN names the model but leaves the cell empty.</summary>
    public void Add(int row, string model, double value)
    {
        _models.Add(model);
        _cells.Add((row, model, value));
    }

    /// <summary>rows × models, NaN where no cell was set.</summary>
    public Matrix<double> ToMatrix(int rows, IReadOnlyList<string> models)
    {
        var matrix = new Matrix<double>(rows, models.Count);
        matrix.Values.AsSpan().Fill(double.NaN);
        Dictionary<string, int> columns = models.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        foreach ((int row, string model, double value) in _cells)
        {
            matrix[row, columns[model]] = value;
        }

        return matrix;
    }
}
