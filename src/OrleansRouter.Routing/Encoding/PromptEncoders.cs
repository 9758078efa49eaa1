using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Encoding;

/// <summary>Every prompt encoder of this assembly, found by name.</summary>
public static class PromptEncoders
{
    /// <summary>The encoders; a new one is one folder with one public class that implements <see cref="IPromptEncoderFactory"/>.</summary>
    public static Registry<IPromptEncoderFactory> Registry { get; } = Registry<IPromptEncoderFactory>.Scan(typeof(PromptEncoders).Assembly);
}
