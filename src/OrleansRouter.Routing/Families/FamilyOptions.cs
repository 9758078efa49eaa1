using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Families;

/// <summary>The one check that every family makes of the options it is given.</summary>
internal static class FamilyOptions
{
    /// <summary>The options as <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">They are of another type.</exception>
    public static T As<T>(INamed family, object options) => options is T typed
        ? typed
        : throw new ArgumentException(
            $"Family '{family.Name}' takes {typeof(T).Name}; got {options?.GetType().Name ?? "null"}.", nameof(options));
}
