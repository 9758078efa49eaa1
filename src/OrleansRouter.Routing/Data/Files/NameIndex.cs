namespace OrleansRouter.Routing.Data.Files;

/// <summary>Numbers names as they come, and renumbers them in ordinal order at the end.</summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Number of a name, the same whenever it comes.</summary>
    public int Add(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            _numbers.Add(name, number = _numbers.Count);
        }

        return number;
    }

    /// <summary>The names in ordinal order, and the numbers given so far turned into positions in that order.</summary>
    public (string[] Names, int[] Positions) Order(IReadOnlyList<int> numbers)
    {
        string[] names = [.. _numbers.Keys.Order(StringComparer.Ordinal)];
        int[] position = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            position[_numbers[names[i]]] = i;
        }

        return (names, [.. numbers.Select(x => position[x])]);
    }
}
