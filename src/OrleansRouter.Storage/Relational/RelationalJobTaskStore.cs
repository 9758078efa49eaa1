using Dapper;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Storage.Relational;

/// <summary>Tasks as rows; a claim is a name in the row, and whatever a worker writes names it.</summary>
internal sealed class RelationalJobTaskStore(Session session, IDatabase database) : IJobTaskStore
{
    // Rows of one batch are locked in any order; where two processes wait for each other over them, the batch is run again write by write.
    private const string Locks = "job\0tasks";
    private const string Open = "done < rounds AND problem IS NULL";
    private const string Current = $"WHERE job_id = @JobId AND stage = @Stage AND task = @Task AND claim = @Claim AND {Open}";

    // Nothing of the job is before it: no open task of an earlier stage, or of its stage with fewer rounds done.
    private const string Next = """
        NOT EXISTS (SELECT 1 FROM job_tasks AS earlier
          WHERE earlier.job_id = job_tasks.job_id AND earlier.done < earlier.rounds AND (earlier.stage, earlier.done) < (job_tasks.stage, job_tasks.done))
        """;

    public Task AddAsync(string jobId, int first, IReadOnlyList<JobStage> stages, CancellationToken cancellationToken)
    {
        string sql = $"""
            INSERT INTO job_tasks (job_id, stage, task, rounds, added_at) VALUES (@jobId, @stage, @task, @Rounds, {database.Now})
            ON CONFLICT (job_id, stage, task) DO NOTHING
            """;
        var rows = stages.SelectMany((s, i) => Enumerable.Range(0, s.Tasks).Select(task => new { jobId, stage = first + i, task, s.Rounds })).ToArray();
        return session.WriteAsync(c => c.Execute(sql, rows), cancellationToken, Locks);
    }

    public async Task<TaskClaim?> ClaimAsync(string worker, TimeSpan term, CancellationToken cancellationToken)
    {
        // Looking costs no commit, and there is mostly nothing.
        string free = $"{Open} AND expires_at <= {database.Now}";
        var look = new CommandDefinition($"SELECT 1 FROM job_tasks WHERE {free} AND {Next} LIMIT 1", cancellationToken: cancellationToken);
        if (await session.ReadAsync(c => c.ExecuteScalarAsync<int?>(look), cancellationToken) is null)
        {
            return null;
        }

        // Two processes may choose the same row; the conditions are asked again of the row that is locked, and one of the two has nothing. The round
        // is among them: what came before it stays done, what comes before the next one may be open.
        string sql = $"""
            UPDATE job_tasks SET claim = @claim, worker = @worker, attempts = attempts + 1, round_attempts = round_attempts + 1, expires_at = {database.Now} + @Ticks
            WHERE (job_id, stage, task, done) =
              (SELECT job_id, stage, task, done FROM job_tasks WHERE {free} AND {Next} ORDER BY added_at, job_id, stage, task LIMIT 1) AND {free}
            RETURNING job_id AS JobId, stage AS Stage, done AS Round, task AS Task, round_attempts AS Attempts
            """;
        string claim = $"{Guid.NewGuid():N}";
        ClaimRow? row = await session.WriteAsync(c => c.QuerySingleOrDefault<ClaimRow>(sql, new { claim, worker, term.Ticks }), cancellationToken, Locks);
        return row is null ? null : new TaskClaim(row.JobId, (int)row.Stage, (int)row.Round, (int)row.Task, (int)row.Attempts, claim);
    }

    public Task<bool> ExtendAsync(TaskClaim claim, TimeSpan term, CancellationToken cancellationToken) => UpdateAsync(
        claim, $"expires_at = {database.Now} + @ticks", new { ticks = term.Ticks }, cancellationToken);

    public Task<bool> CompleteAsync(TaskClaim claim, ReadOnlyMemory<byte> result, double workMs, int keepFrom, CancellationToken cancellationToken)
    {
        const string Done = $"""
            UPDATE job_tasks SET done = done + 1, round_attempts = 0, work_ms = work_ms + @workMs, claim = NULL, expires_at = 0 {Current}
            """;
        const string Store = "INSERT INTO job_results (job_id, stage, round, task, result) VALUES (@JobId, @Stage, @Round, @Task, @result)";
        const string Forget = "DELETE FROM job_results WHERE job_id = @JobId AND stage = @Stage AND round < @keepFrom";
        var row = new { claim.JobId, claim.Stage, claim.Round, claim.Task, claim.Claim, result = result.ToArray(), workMs, keepFrom };
        return session.WriteAsync(c => c.Execute(Done, row) == 1 && c.Execute(Store, row) == 1 && (keepFrom == 0 || c.Execute(Forget, row) >= 0), cancellationToken, Locks);
    }

    public Task FailAsync(TaskClaim claim, string problem, CancellationToken cancellationToken) => UpdateAsync(
        claim, "problem = @problem", new { problem }, cancellationToken);

    public Task ReleaseAsync(TaskClaim claim, bool wasBegun, CancellationToken cancellationToken) => UpdateAsync(
        claim, "claim = NULL, expires_at = 0, round_attempts = round_attempts - @taken", new { taken = wasBegun ? 0 : 1 }, cancellationToken);

    public async Task<StageProgress> ProgressAsync(string jobId, int stage, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT COUNT(*) AS Tasks, COALESCE(SUM(done), 0) AS Done, COALESCE(SUM(attempts), 0) AS Attempts, COUNT(DISTINCT worker) AS Workers,
              COALESCE(SUM(work_ms), 0.0) AS WorkMs, MIN(problem) AS Problem
            FROM job_tasks WHERE job_id = @jobId AND stage = @stage
            """;
        var command = new CommandDefinition(Sql, new { jobId, stage }, cancellationToken: cancellationToken);
        ProgressRow row = await session.ReadAsync(c => c.QuerySingleAsync<ProgressRow>(command), cancellationToken);
        return new StageProgress((int)row.Tasks, (int)row.Done, (int)row.Attempts, (int)row.Workers, row.WorkMs, row.Problem);
    }

    public Task<IReadOnlyList<byte[]>> ResultsAsync(string jobId, int stage, CancellationToken cancellationToken) =>
        ReadResultsAsync("round = (SELECT MAX(rounds) FROM job_tasks WHERE job_id = @jobId AND stage = @stage) - 1", new { jobId, stage }, cancellationToken);

    public Task<IReadOnlyList<byte[]>> RoundAsync(string jobId, int stage, int round, CancellationToken cancellationToken) =>
        ReadResultsAsync("round = @round", new { jobId, stage, round }, cancellationToken);

    public async Task<IReadOnlyList<string>> JobsAsync(CancellationToken cancellationToken)
    {
        var command = new CommandDefinition("SELECT DISTINCT job_id FROM job_tasks ORDER BY job_id", cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QueryAsync<string>(command), cancellationToken)).AsList();
    }

    // Tasks first: after that nobody stores a result.
    public Task DropAsync(string jobId, CancellationToken cancellationToken) => session.WriteAsync(
        c => c.Execute("DELETE FROM job_tasks WHERE job_id = @jobId", new { jobId }) + c.Execute("DELETE FROM job_results WHERE job_id = @jobId", new { jobId }),
        cancellationToken,
        Locks);

    private async Task<IReadOnlyList<byte[]>> ReadResultsAsync(string round, object values, CancellationToken cancellationToken)
    {
        string sql = $"SELECT result FROM job_results WHERE job_id = @jobId AND stage = @stage AND {round} ORDER BY task";
        var command = new CommandDefinition(sql, values, cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QueryAsync<byte[]>(command), cancellationToken)).AsList();
    }

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

        public required long Round { get; init; }

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
