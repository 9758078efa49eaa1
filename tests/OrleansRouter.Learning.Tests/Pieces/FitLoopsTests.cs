using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Pieces;

public sealed class FitLoopsTests
{
    [Fact]
    public void RunPieces_Here_AreInOrderOnAnyNumberOfThreads_AndTellProgress()
    {
        foreach (int threads in new[] { 1, 4 })
        {
            double last = 0;
            var context = new FitContext(threads, new Last(value => last = Math.Max(last, value)));

            double[][] squares = context.RunPieces("squares", 10, PieceFormats.Doubles, (i, inner) =>
            {
                inner.EffectiveThreads.ShouldBe(1);
                return new double[] { i * i };
            });

            squares.Select(each => each[0]).ShouldBe(Enumerable.Range(0, 10).Select(i => (double)(i * i)));
            last.ShouldBe(1);
        }
    }

    [Fact]
    public void RunPieces_Elsewhere_PiecesThemselvesRunWhereTheyAre()
    {
        var elsewhere = new Counting();
        var context = new FitContext(1) { Pieces = elsewhere };

        context.RunOnce("step", PieceFormats.Doubles, () => context.RunPieces("outer", 3, PieceFormats.Doubles, (i, inner) =>
            inner.RunPieces("inner", 2, PieceFormats.Doubles, (j, _) => [i + j])[1])[2]).ShouldBe([3]);

        elsewhere.Seen.ShouldBe(["step", "outer"]);
    }

    [Fact]
    public void FitPieces_MethodWithoutParts_IsOnePieceAndTheSameModel()
    {
        var features = new Matrix<float>(5, 1, [1, 2, 3, 4, 5]);
        double[] targets = [2, 4, 6, 8, 11];
        var (ridge, elsewhere) = (new RidgeRegressor(), new Counting());

        IRegressionModel model = ridge.FitPieces("ridge", features, targets, null, 1, new FitContext(1) { Pieces = elsewhere });

        elsewhere.Seen.ShouldBe(["ridge"]);
        LearnerData.Bytes(model.Write).ShouldBe(LearnerData.Bytes(ridge.Fit(features, targets, null, 1, FitContext.Default).Write));
    }

    private sealed class Last(Action<double> report) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (this)
            {
                report(value);
            }
        }
    }

    private sealed class Counting : IFitPieces
    {
        public List<string> Seen { get; } = [];

        public T[] Run<T>(string loop, int count, PieceFormat<T> format, Func<int, T> piece)
        {
            Seen.Add(loop);
            return [.. Enumerable.Range(0, count).Select(piece)];
        }

        public T Once<T>(string step, PieceFormat<T> format, Func<T> make)
        {
            Seen.Add(step);
            return make();
        }
    }
}
