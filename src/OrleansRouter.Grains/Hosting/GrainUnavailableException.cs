namespace OrleansRouter.Grains.Hosting;

/// <summary>A call got no answer, because where its grain was is gone or stands still. What it asked for may have happened or may not.</summary>
/// <param name="call">The grain and its method.</param>
/// <param name="cause">What the host says.</param>
public sealed class GrainUnavailableException(string call, Exception cause)
    : Exception($"{call} got no answer: {cause.Message}", cause);
