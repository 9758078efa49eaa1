using System.Collections.Concurrent;
using System.Reflection;

namespace OrleansRouter.Embedded.Calls;

/// <summary>Turns the call of one interface method into a queued turn of the grain.</summary>
internal abstract class GrainMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> Known = new();

    public static GrainMethod Of(MethodInfo method) => Known.GetOrAdd(method, Create);

    /// <summary>Queues the call; the result is what the interface method returns.</summary>
    public abstract Task Call(EmbeddedGrainHost host, GrainId target, object?[] arguments);

    private static GrainMethod Create(MethodInfo method)
    {
        bool hasResult = method.ReturnType.IsGenericType;
        Type type = hasResult ? typeof(WithResult<>).MakeGenericType(method.ReturnType.GenericTypeArguments[0]) : typeof(WithoutResult);
        return (GrainMethod)Activator.CreateInstance(type, method)!;
    }

    /// <summary>The call's token, which also takes a call out of the queue that has not begun.</summary>
    private static CancellationToken TokenOf(object?[] arguments) =>
        arguments is [.., CancellationToken last] ? last : CancellationToken.None;

    private sealed class WithResult<T>(MethodInfo method) : GrainMethod
    {
        private readonly MethodInvoker _invoker = MethodInvoker.Create(method);

        public override Task Call(EmbeddedGrainHost host, GrainId target, object?[] arguments) =>
            host.CallAsync(target, grain => (Task<T>)_invoker.Invoke(grain, arguments.AsSpan())!, TokenOf(arguments));
    }

    private sealed class WithoutResult(MethodInfo method) : GrainMethod
    {
        private readonly MethodInvoker _invoker = MethodInvoker.Create(method);

        public override Task Call(EmbeddedGrainHost host, GrainId target, object?[] arguments) =>
            host.CallAsync(target, grain => Completed((Task)_invoker.Invoke(grain, arguments.AsSpan())!), TokenOf(arguments));

        private static async Task<bool> Completed(Task task)
        {
            await task;
            return true;
        }
    }
}
