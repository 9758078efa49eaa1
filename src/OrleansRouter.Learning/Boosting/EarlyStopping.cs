namespace OrleansRouter.Learning.Boosting;

/// <summary>Ends training when the best loss lies <paramref name="patience"/> rounds back.</summary>
internal sealed class EarlyStopping(int patience)
{
    private readonly List<double> _losses = [];

    /// <summary>The losses so far, one a round.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>Round of the smallest loss, the earliest of equals.</summary>
    public int BestRound { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool IsOver => _losses.Count > 0 && _losses.Count - 1 - BestRound >= patience;

    /// <summary>Adds the loss of the next round.</summary>
    public void Add(double loss)
    {
        _losses.Add(loss);
        BestRound = loss < _losses[BestRound] ? _losses.Count - 1 : BestRound;
    }
}
