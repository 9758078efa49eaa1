using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Evaluation;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>Which queries are trained on and which are tested, by task.</summary>
/// <param name="Train">Rows of the in-tasks.</param>
/// <param name="In">Other rows of the in-tasks.</param>
/// <param name="Out">All rows of the out-tasks.</param>
internal sealed record TaskSplit(int[] Train, int[] In, int[] Out)
{
    /// <summary>The in-tasks and out-tasks that the options mean.</summary>
    /// <exception cref="ArgumentException">A task does not exist, is named twice, or nothing is left to train on.</exception>
    public static (string[] In, string[] Out) Tasks(ScoreTable table, BarpEvaluationOptions options)
    {
        string[] all = [.. table.Queries.Select(q => q.Task).Distinct().Order(StringComparer.Ordinal)];
        string[] named = [.. options.In ?? [], .. options.Out ?? []];
        string? wrong = named.FirstOrDefault(task => !all.Contains(task)) ?? named.GroupBy(task => task).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (wrong is not null)
        {
            throw new ArgumentException($"{table.Source}: task '{wrong}' does not exist or is named twice; there are: {string.Join(", ", all)}.");
        }

        string[] trained = [.. options.In ?? all.Except(options.Out ?? [])];
        return trained.Length > 0
            ? (trained, [.. options.Out ?? (options.In is null ? [] : all.Except(trained))])
            : throw new ArgumentException($"{table.Source}: every task is held out; leave one to train on.");
    }

    /// <summary>Split <paramref name="index"/> of <see cref="BarpEvaluationOptions.Seeds"/>: in every in-task the test rows are a window that moves along one permutation.</summary>
    /// <exception cref="ArgumentException">A part is empty.</exception>
    public static TaskSplit Of(ScoreTable table, (string[] In, string[] Out) tasks, BarpEvaluationOptions options, int index)
    {
        List<int> train = [], test = [];
        for (int t = 0; t < tasks.In.Length; t++)
        {
            int[] rows = Rows(table, tasks.In[t]);
            Rng.Stream(options.FirstSeed, (ulong)t).Shuffle(rows.AsSpan());
            int tested = rows.Length - (int)(options.TrainShare * rows.Length);
            int start = (int)((long)rows.Length * index / options.Seeds);
            int[] rotated = [.. rows[start..], .. rows[..start]];
            test.AddRange(rotated[..tested].Where(i => HeldOutSplit.HasOutcome(table, i)));
            train.AddRange(rotated[tested..]);
        }

        int[] held = [.. tasks.Out.SelectMany(task => Rows(table, task)).Where(i => HeldOutSplit.HasOutcome(table, i))];
        return train.Count > 0 && test.Count > 0
            ? new TaskSplit([.. train], [.. test], held)
            : throw new ArgumentException($"{table.Source}: the in-tasks have too few queries to hold out a test set.");
    }

    private static int[] Rows(ScoreTable table, string task) => [.. Enumerable.Range(0, table.Queries.Count).Where(i => table.Queries[i].Task == task)];
}
