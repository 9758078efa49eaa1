using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Encoding;

/// <summary>A kind of encoder with its options: fits an <see cref="IPromptEncoder"/> to training text and reads one back.</summary>
public interface IPromptEncoderFactory : INamed
{
    /// <summary>Fits an encoder to <paramref name="prompts"/>; equal inputs give equal bytes.</summary>
    /// <exception cref="ArgumentException">There are no prompts.</exception>
    IPromptEncoder Fit(IReadOnlyList<string> prompts, ulong seed, FitContext context);

    /// <summary>Reads what <see cref="IPromptEncoder.Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    IPromptEncoder Read(ModelReader reader);
}

/// <summary>Turns a prompt into a vector. Immutable and thread-safe.</summary>
public interface IPromptEncoder
{
    /// <summary>The name of the factory that reads this encoder back.</summary>
    string Name { get; }

    /// <summary>Length d of the vectors.</summary>
    int Dimensions { get; }

    /// <summary>Writes the vector of <paramref name="prompt"/>: of length 1 where its text is known, shorter where it is not, all zero when it is empty.</summary>
    /// <param name="prompt">Any text; nothing is allocated for it.</param>
    /// <param name="embedding">Destination, length <see cref="Dimensions"/>.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="embedding"/> is not <see cref="Dimensions"/>.</exception>
    void Encode(ReadOnlySpan<char> prompt, Span<float> embedding);

    /// <summary>Encodes every prompt into one row of the result, in parallel.</summary>
    Matrix<float> EncodeBatch(IReadOnlyList<string> prompts, FitContext context)
    {
        var embeddings = new Matrix<float>(prompts.Count, Dimensions);
        Parallel.For(0, prompts.Count, context.ParallelOptions, i => Encode(prompts[i], embeddings.Row(i)));
        return embeddings;
    }

    /// <summary>Writes the encoder; equal encoders give equal bytes.</summary>
    void Write(ModelWriter writer);
}
