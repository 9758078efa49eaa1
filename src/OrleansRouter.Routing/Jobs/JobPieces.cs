using OrleansRouter.Learning;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Jobs;

/// <summary>
/// Makes every loop of a fit a stage of a job, and every piece of it a task. A task repeats the fit: it reads what earlier stages computed, computes
/// its piece of its own stage, and cancels the rest. So a job is the fit itself, and a fit knows nothing of jobs.
/// </summary>
internal sealed class JobPieces : IFitPieces
{
    private readonly JobWork _work;
    private readonly Dictionary<string, FitLoop> _loops;
    private readonly int _unit;
    private byte[]? _result;

    private JobPieces(JobWork work, IReadOnlyList<FitLoop> loops, int unit)
    {
        _work = work;
        _loops = Flat(loops).ToDictionary(loop => loop.Name, StringComparer.Ordinal);
        _unit = unit;
    }

    /// <summary>The stages of several fits that have the same loops.</summary>
    /// <param name="loops">The loops and steps of one fit.</param>
    /// <param name="units">How many fits.</param>
    /// <param name="needs">Earlier stages that every fit needs.</param>
    public static IReadOnlyList<JobStage> Stages(IReadOnlyList<FitLoop> loops, int units, IReadOnlyList<string> needs)
    {
        List<JobStage> stages = [];
        foreach (FitLoop loop in loops.Where(loop => units * loop.Pieces > 0))
        {
            stages.AddRange(Stages(loop.Inner, units, needs));
            stages.Add(new JobStage(loop.Name, units * loop.Pieces, [.. needs, .. NamesOf(loop.Inner)]));
            needs = [.. needs, loop.Name];
        }

        return stages;
    }

    /// <summary>Names of the stages that the whole fit needs once its loops are done.</summary>
    public static IEnumerable<string> NamesOf(IReadOnlyList<FitLoop> loops) => loops.Where(loop => loop.Pieces > 0).Select(loop => loop.Name);

    /// <summary>Whether a stage is a loop.</summary>
    public static bool Has(IReadOnlyList<FitLoop> loops, string stage) => Flat(loops).Any(loop => loop.Name == stage);

    /// <summary>The result of a task of a loop: nothing where the fit turns out to have no such piece.</summary>
    /// <param name="work">The task.</param>
    /// <param name="loops">The loops of the fit.</param>
    /// <param name="fit">The fit of a unit.</param>
    public static byte[] Piece(JobWork work, IReadOnlyList<FitLoop> loops, Action<int, FitContext> fit)
    {
        int unit = work.Task / Flat(loops).First(loop => loop.Name == work.Stage).Pieces;
        var pieces = new JobPieces(work, loops, unit);
        try
        {
            fit(unit, work.Context with { Pieces = pieces });
        }
        catch (OperationCanceledException) when (pieces._result is not null)
        {
            // The piece is computed, and the rest of the fit was cancelled.
        }

        return pieces._result ?? [];
    }

    /// <summary>A context in which a whole fit finds all its loops done.</summary>
    public static FitContext Whole(JobWork work, IReadOnlyList<FitLoop> loops, int unit) => work.Context with { Pieces = new JobPieces(work, loops, unit) };

    /// <inheritdoc/>
    public T[] Run<T>(string loop, int count, PieceFormat<T> format, Func<int, T> piece)
    {
        if (!_loops.TryGetValue(loop, out FitLoop? planned))
        {
            throw new ArgumentException($"Loop '{loop}' was not planned; there are: {string.Join(", ", _loops.Keys)}.");
        }

        if (count > planned.Pieces)
        {
            throw new ArgumentException($"Loop '{loop}' has {count} pieces; at most {planned.Pieces} were planned.");
        }

        if (_work.Earlier.TryGetValue(loop, out IReadOnlyList<byte[]>? done))
        {
            int first = _unit * planned.Pieces;
            return [.. Enumerable.Range(first, count).Select(i => format.Read(new ModelReader(done[i])))];
        }

        if (!_loops.ContainsKey(_work.Stage))
        {
            throw new ArgumentException($"Loop '{loop}' has to be done before stage '{_work.Stage}'.");
        }

        // Of a later loop nothing is wanted: then the fit has no piece for this task.
        int mine = loop == _work.Stage ? _work.Task - (_unit * planned.Pieces) : count;
        _result = mine < count ? JobWork.Bytes(writer => format.Write(writer, piece(mine))) : [];
        throw new OperationCanceledException($"Nothing after loop '{loop}' is wanted of this task.");
    }

    /// <inheritdoc/>
    public T Once<T>(string step, PieceFormat<T> format, Func<T> make) =>
        // One of the loops of a later step may be what is wanted.
        step == _work.Stage || _work.Earlier.ContainsKey(step) ? Run(step, 1, format, _ => make())[0] : make();

    private static IEnumerable<FitLoop> Flat(IReadOnlyList<FitLoop> loops) => loops.SelectMany(loop => Flat(loop.Inner).Append(loop)).Where(loop => loop.Pieces > 0);
}
