using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Admin;

/// <summary>
/// Turns the documented refusals of grains into answers: out of range 400, missing 404, already there or nothing to return to 409.
/// </summary>
internal static class GrainCalls
{
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
