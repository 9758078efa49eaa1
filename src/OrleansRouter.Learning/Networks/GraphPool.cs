using System.Collections.Concurrent;

namespace OrleansRouter.Learning.Networks;

/// <summary>Copies of a network for predictions from many threads: each prediction rents one, so that none is shared while it works.</summary>
/// <param name="create">Makes a further copy when all are in use.</param>
/// <typeparam name="T">A graph together with the nodes that a prediction fills and reads.</typeparam>
public sealed class GraphPool<T>(Func<T> create) where T : class
{
    private readonly ConcurrentBag<T> _idle = [];

    /// <summary>A copy that is nobody else's until it is returned.</summary>
    public T Rent() => _idle.TryTake(out T? copy) ? copy : create();

    /// <summary>Gives a copy back. One that failed midway need not be returned.</summary>
    public void Return(T copy) => _idle.Add(copy);
}
