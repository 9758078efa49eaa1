namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>Draws features without replacement, node by node, in time proportional to the number drawn.</summary>
/// <param name="features">The features to draw from.</param>
internal sealed class FeatureDraw(int[] features)
{
    private readonly int[] _order = [.. features];
    private readonly int[] _swaps = new int[features.Length];
    private NodeRandom _random;
    private int _drawn;

    /// <summary>Starts the draws of a node; the same <paramref name="random"/> gives the same sequence.</summary>
    public void Start(NodeRandom random)
    {
        while (_drawn > 0)
        {
            _drawn--;
            Swap(_drawn, _swaps[_drawn]);
        }

        _random = random;
    }

    /// <summary>The next feature, or −1 when all have been drawn.</summary>
    public int Next()
    {
        if (_drawn == _order.Length)
        {
            return -1;
        }

        int other = _drawn + _random.NextInt(_order.Length - _drawn);
        _swaps[_drawn] = other;
        Swap(_drawn, other);
        return _order[_drawn++];
    }

    private void Swap(int i, int j) => (_order[i], _order[j]) = (_order[j], _order[i]);
}
