using System.Numerics.Tensors;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Encoding;

namespace OrleansRouter.TestKit.Routing;

/// <summary>The smallest encoder that tells prompts apart: normalised counts of the letters a to h. For tests that need any encoder.</summary>
public sealed class LetterEncoder : IPromptEncoderFactory, IPromptEncoder
{
    public string Name => "test-letters";

    public int Dimensions => 8;

    public IPromptEncoder Fit(IReadOnlyList<string> prompts, ulong seed, FitContext context) => this;

    public IPromptEncoder Read(ModelReader reader)
    {
        reader.Section(Name, 1);
        return this;
    }

    public void Encode(ReadOnlySpan<char> prompt, Span<float> embedding)
    {
        embedding.Clear();
        foreach (char letter in prompt)
        {
            if (letter is >= 'a' and <= 'h')
            {
                embedding[letter - 'a']++;
            }
        }

        float norm = TensorPrimitives.Norm<float>(embedding);
        if (norm > 0)
        {
            TensorPrimitives.Divide(embedding, norm, embedding);
        }
    }

    public void Write(ModelWriter writer) => writer.Section(Name, 1);
}
