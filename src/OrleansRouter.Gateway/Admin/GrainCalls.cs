using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Gateway.Admin;

/// <summary>
/// Turns the documented refusals of grains into answers: out of range 400, missing 404, already there or nothing to return to 409.
/// </summary>
internal static class GrainCalls
{
    /// <summary>The grain with this key; a key that no grain can have is the client's mistake.</summary>
    public static TGrain AnswerGrain<TGrain>(this IGrainHost grains, string key) where TGrain : class, IGrain
    {
        try
        {
            return grains.GetGrain<TGrain>(key);
        }
        catch (ArgumentException exception)
        {
            throw ApiError.InvalidRequest(exception.Message, "id").AsException();
        }
    }

    public static async Task<T> AnswerAsync<T>(this Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (ArgumentException exception)
        {
            throw ApiError.InvalidRequest(exception.Message).AsException();
        }
        catch (KeyNotFoundException exception)
        {
            throw ApiError.NotFound(exception.Message).AsException();
        }
        catch (InvalidOperationException exception)
        {
            throw ApiError.Conflict(exception.Message).AsException();
        }
    }
}
