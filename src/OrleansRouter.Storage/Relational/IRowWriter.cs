using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>Writes rows that arrive one at a time, all those of a batch together.</summary>
internal interface IRowWriter<TRow, TResult>
{
    /// <summary>Writes rows inside the writer's transaction.</summary>
    /// <returns>What the caller of each row is told.</returns>
    TResult[] Write(DbConnection connection, IReadOnlyList<TRow> rows);
}
