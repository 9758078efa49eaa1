using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Pieces;

/// <summary>How results of one type are written and read back.</summary>
/// <param name="Write">Writes a result.</param>
/// <param name="Read">Reads what was written.</param>
public sealed record PieceFormat<T>(Action<ModelWriter, T> Write, Func<ModelReader, T> Read);

/// <summary>The formats that several loops use.</summary>
public static class PieceFormats
{
    /// <summary>Numbers, one per row or the like.</summary>
    public static PieceFormat<double[]> Doubles { get; } = new((writer, values) => writer.Write(values.AsSpan()), reader => reader.ReadDoubles());

    /// <summary>Models of one method.</summary>
    public static PieceFormat<IRegressionModel> ModelsOf(IRegressor learner) => new((writer, model) => model.Write(writer), learner.Read);
}
