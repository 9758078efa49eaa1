using Dapper;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Storage.Relational;

/// <summary>Tasks as rows; a claim is a name in the row, and whatever a worker writes names it.</summary>
internal sealed class RelationalJobTaskStore(Session session, IDatabase database) : IJobTaskStore
{
    // Rows of one batch are locked in any order; where two processes wait for each other over them, the batch is run again write by write.
    private const string Locks = "job\0tasks";
    private const string Open = "result IS NULL AND problem IS NULL";
    private const string Current = $"WHERE job_id = @JobId AND stage = @Stage AND task = @Task AND claim = @Claim AND {Open}";

    public Task AddAsync(string jobId, int stage, int count, CancellationToken cancellationToken)
    {
        string sql = $"""
            INSERT INTO job_tasks (job_id, stage, task, added_at) VALUES (@jobId, @stage, @task, {database.Now}) ON CONFLICT (job_id, stage, task) DO NOTHING
            """;
        var rows = Enumerable.Range(0, count).Select(task => new { jobId, stage, task }).ToArray();
        return session.WriteAsync(c => c.Execute(sql, rows), cancellationToken, Locks);
    }

    public async Task<TaskClaim?> ClaimAsync(string worker, TimeSpan term, CancellationToken cancellationToken)
    {
        // Looking costs no commit, and there is mostly nothing.
        string free = $"{Open} AND expires_at <= {database.Now}";
        var look = new CommandDefinition($"SELECT 1 FROM job_tasks WHERE {free} LIMIT 1", cancellationToken: cancellationToken);
        if (await session.ReadAsync(c => c.ExecuteScalarAsync<int?>(look), cancellationToken) is null)
        {
            return null;
        }

        // Two processes may choose the same row; the conditions are asked again of the row that is locked, and one of the two has nothing.
        string sql = $"""
            UPDATE job_tasks SET claim = @claim, worker = @worker, attempts = attempts + 1, expires_at = {database.Now} + @Ticks
            WHERE (job_id, stage, task) = (SELECT job_id, stage, task FROM job_tasks WHERE {free} ORDER BY added_at, job_id, stage, task LIMIT 1) AND {free}
            RETURNING job_id AS JobId, stage AS Stage, task AS Task, attempts AS Attempts
            """;
        string claim = $"{Guid.NewGuid():N}";
        ClaimRow? row = await session.WriteAsync(c => c.QuerySingleOrDefault<ClaimRow>(sql, new { claim, worker, term.Ticks }), cancellationToken, Locks);
        return row is null ? null : new TaskClaim(row.JobId, (int)row.Stage, (int)row.Task, (int)row.Attempts, claim);
    }

    public Task<bool> ExtendAsync(TaskClaim claim, TimeSpan term, CancellationToken cancellationToken) => UpdateAsync(
        claim, $"expires_at = {database.Now} + @ticks", new { ticks = term.Ticks }, cancellationToken);

    public Task<bool> CompleteAsync(TaskClaim claim, ReadOnlyMemory<byte> result, double workMs, CancellationToken cancellationToken) => UpdateAsync(
        claim, "result = @result, work_ms = @workMs", new { result = result.ToArray(), workMs }, cancellationToken);

    public Task FailAsync(TaskClaim claim, string problem, CancellationToken cancellationToken) => UpdateAsync(
        claim, "problem = @problem", new { problem }, cancellationToken);

    public Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken) => UpdateAsync(
        claim, "claim = NULL, expires_at = 0", new { }, cancellationToken);

    public async Task<StageProgress> ProgressAsync(string jobId, int stage, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT COUNT(*) AS Tasks, COUNT(result) AS Done, COALESCE(SUM(attempts), 0) AS Attempts, COUNT(DISTINCT worker) AS Workers,
              COALESCE(SUM(work_ms), 0.0) AS WorkMs, MIN(problem) AS Problem
            FROM job_tasks WHERE job_id = @jobId AND stage = @stage
            """;
        var command = new CommandDefinition(Sql, new { jobId, stage }, cancellationToken: cancellationToken);
        ProgressRow row = await session.ReadAsync(c => c.QuerySingleAsync<ProgressRow>(command), cancellationToken);
        return new StageProgress((int)row.Tasks, (int)row.Done, (int)row.Attempts, (int)row.Workers, row.WorkMs, row.Problem);
    }

    public async Task<IReadOnlyList<byte[]>> ResultsAsync(string jobId, int stage, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT result FROM job_tasks WHERE job_id = @jobId AND stage = @stage AND result IS NOT NULL ORDER BY task";
        var command = new CommandDefinition(Sql, new { jobId, stage }, cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QueryAsync<byte[]>(command), cancellationToken)).AsList();
    }

    public async Task<IReadOnlyList<string>> JobsAsync(CancellationToken cancellationToken)
    {
        var command = new CommandDefinition("SELECT DISTINCT job_id FROM job_tasks ORDER BY job_id", cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QueryAsync<string>(command), cancellationToken)).AsList();
    }

    public Task DropAsync(string jobId, CancellationToken cancellationToken) => session.WriteAsync(
        c => c.Execute("DELETE FROM job_tasks WHERE job_id = @jobId", new { jobId }), cancellationToken, Locks);

    private Task<bool> UpdateAsync(TaskClaim claim, string change, object values, CancellationToken cancellationToken)
    {
        var row = new DynamicParameters(values);
        row.AddDynamicParams(new { claim.JobId, claim.Stage, claim.Task, claim.Claim });
        return session.WriteAsync(c => c.Execute($"UPDATE job_tasks SET {change} {Current}", row) == 1, cancellationToken, Locks);
    }

    private sealed record ClaimRow
    {
        public required string JobId { get; init; }

        public required long Stage { get; init; }

        public required long Task { get; init; }

        public required long Attempts { get; init; }
    }

    private sealed record ProgressRow
    {
        public required long Tasks { get; init; }

        public required long Done { get; init; }

        public required long Attempts { get; init; }

        public required long Workers { get; init; }

        public required double WorkMs { get; init; }

        public string? Problem { get; init; }
    }
}
