namespace OrleansRouter.Learning.Networks.Training;

/// <summary>Watches the loss of every epoch: when to stop, and which parameters to keep.</summary>
internal sealed class ProgressWatch(TrainingOptions options, ParameterSet parameters, bool keepBest)
{
    private readonly List<double> _losses = [], _validationLosses = [];
    private readonly float[] _best = keepBest ? [.. parameters.Values] : [];
    private double _bestLoss = double.PositiveInfinity;
    private int _bestEpoch, _withoutImprovement;

    /// <summary>Epochs recorded.</summary>
    public int Epoch => _losses.Count;

    /// <summary>Whether the loss has not improved by the tolerance for as many epochs as patience allows.</summary>
    public bool Stalled => options.Tolerance is not null && _withoutImprovement >= options.Patience;

    public void Record(double loss, double? validationLoss)
    {
        double watched = validationLoss ?? loss;
        _withoutImprovement = watched > _bestLoss - (options.Tolerance ?? 0) ? _withoutImprovement + 1 : 0;
        if (watched < _bestLoss)
        {
            (_bestLoss, _bestEpoch) = (watched, Epoch);
            parameters.Values.AsSpan(0, _best.Length).CopyTo(_best);
        }

        _losses.Add(loss);
        if (validationLoss is double value)
        {
            _validationLosses.Add(value);
        }
    }

    public TrainingReport Finish()
    {
        _best.CopyTo(parameters.Values, 0);
        return new TrainingReport(_losses, _validationLosses, Epoch < options.Epochs, keepBest ? _bestEpoch : Epoch - 1);
    }
}
