namespace OrleansRouter.Learning.Pieces;

/// <summary>
/// Where the pieces of a fit are computed. Long loops of a fit have names and go through here, so that their pieces may be computed by others, and
/// the fit itself be repeated wherever its results are needed: it is the same functions in the same order.
/// </summary>
public interface IFitPieces
{
    /// <summary>The results of all pieces of a loop, in their order.</summary>
    /// <param name="loop">Name of the loop, unique in its fit.</param>
    /// <param name="count">Number of pieces.</param>
    /// <param name="format">How results travel.</param>
    /// <param name="piece">Computes the piece of that number; pieces know nothing of each other.</param>
    /// <exception cref="OperationCanceledException">What comes after the loop is not wanted here.</exception>
    T[] Run<T>(string loop, int count, PieceFormat<T> format, Func<int, T> piece);

    /// <summary>The result of a step, which may hold loops of its own.</summary>
    /// <param name="step">Name of the step, unique in its fit.</param>
    /// <param name="format">How the result travels.</param>
    /// <param name="make">Computes it.</param>
    /// <exception cref="OperationCanceledException">What comes after the step, or after a loop in it, is not wanted here.</exception>
    T Once<T>(string step, PieceFormat<T> format, Func<T> make);
}
