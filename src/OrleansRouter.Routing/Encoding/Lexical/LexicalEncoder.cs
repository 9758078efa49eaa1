using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>
/// Words and word pairs, weighted by (1 + ln tf)·idf, projected by the SVD of the training prompts and scaled to length 1; beside them
/// the standardised form of the prompt, scaled to <see cref="LexicalOptions.FormWeight"/>; the whole divided by its usual length.
/// </summary>
/// <remarks>A prompt of which no word is known keeps its form alone; an empty one is all zero.</remarks>
public sealed class LexicalEncoder : IPromptEncoder
{
    internal const string FactoryName = "lexical";

    private readonly Vocabulary _vocabulary;
    private readonly float[] _idf;
    private readonly Matrix<float>? _projection;
    private readonly FormScaler? _form;
    private readonly bool _bigrams, _digitShapes;

    /// <param name="vocabulary">The known terms.</param>
    /// <param name="idf">Length: number of terms.</param>
    /// <param name="projection">V of the SVD, terms × dimensions, each row multiplied by its idf; null without an SVD.</param>
    /// <param name="form">Standardises the form; null leaves it out.</param>
    /// <param name="bigrams">See <see cref="LexicalOptions.Bigrams"/>.</param>
    /// <param name="digitShapes">See <see cref="LexicalOptions.DigitShapes"/>.</param>
    internal LexicalEncoder(Vocabulary vocabulary, float[] idf, Matrix<float>? projection, FormScaler? form, bool bigrams, bool digitShapes)
    {
        (_vocabulary, _idf, _projection, _form, _bigrams, _digitShapes) = (vocabulary, idf, projection, form, bigrams, digitShapes);
        TextDimensions = projection?.Columns ?? vocabulary.Count;
        Dimensions = TextDimensions + (form is null ? 0 : PromptForm.FeatureCount);
    }

    /// <inheritdoc/>
    public string Name => FactoryName;

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>Number of known terms.</summary>
    public int TermCount => _vocabulary.Count;

    private int TextDimensions { get; }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<char> prompt, Span<float> embedding)
    {
        if (embedding.Length != Dimensions)
        {
            throw new ArgumentException($"The embedding has room for {embedding.Length} values; the encoder writes {Dimensions}.", nameof(embedding));
        }

        embedding.Clear();
        TermCounts counts = Count(prompt, out PromptForm form);
        Span<float> text = embedding[..TextDimensions];
        foreach (int feature in counts.Features)
        {
            float weight = (float)counts.Sublinear(feature);
            if (_projection is null)
            {
                text[feature] = weight * _idf[feature];
            }
            else
            {
                TensorPrimitives.MultiplyAdd(_projection.Row(feature), weight, text, text);
            }
        }

        float norm = TensorPrimitives.Norm<float>(text);
        if (norm > 0)
        {
            TensorPrimitives.Multiply(text, 1 / norm, text);
        }

        if (prompt.Length > 0)
        {
            _form?.Write(form, embedding);
        }
    }

    /// <summary>The unit TF-IDF vector of a prompt before projection, without its zeros.</summary>
    internal (int[] Features, float[] Values) EncodeSparse(ReadOnlySpan<char> prompt)
    {
        TermCounts counts = Count(prompt, out _);
        int[] features = counts.Features.ToArray();
        float[] values = [.. features.Select(f => (float)counts.Sublinear(f) * _idf[f])];
        float norm = TensorPrimitives.Norm<float>(values);
        TensorPrimitives.Divide(values, norm > 0 ? norm : 1, values);
        return (features, values);
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(FactoryName, 1);
        writer.Write(_bigrams);
        writer.Write(_digitShapes);
        _vocabulary.Write(writer);
        writer.Write(_idf);
        writer.Write(_projection is not null);
        if (_projection is not null)
        {
            writer.Write(_projection);
        }

        writer.Write(_form is not null);
        _form?.Write(writer);
    }

    internal static LexicalEncoder Read(ModelReader reader)
    {
        reader.Section(FactoryName, 1);
        bool bigrams = reader.ReadBoolean(), digitShapes = reader.ReadBoolean();
        Vocabulary vocabulary = Vocabulary.Read(reader);
        float[] idf = reader.ReadSingles();
        Matrix<float>? projection = reader.ReadBoolean() ? reader.ReadSingleMatrix() : null;
        FormScaler? form = reader.ReadBoolean() ? FormScaler.Read(reader) : null;
        bool consistent = idf.Length == vocabulary.Count && (projection is null || projection.Rows == vocabulary.Count);
        return consistent && idf.All(float.IsFinite) && (projection is null || projection.Values.All(float.IsFinite))
            ? new LexicalEncoder(vocabulary, idf, projection, form, bigrams, digitShapes)
            : throw new ModelFormatException(
                $"The lexical encoder is damaged: {vocabulary.Count} terms, {idf.Length} weights, {projection?.Rows} rows of projection, or a value that is not finite.");
    }

    private TermCounts Count(ReadOnlySpan<char> prompt, out PromptForm form)
    {
        TermCounts counts = TermCounts.Rent(_vocabulary.Count);
        form = new TermScanner<KnownTerms>(_bigrams, _digitShapes, new KnownTerms(_vocabulary, counts)).Scan(prompt);
        return counts;
    }

    private readonly struct KnownTerms(Vocabulary vocabulary, TermCounts counts) : ITermSink
    {
        public void Add(ulong term)
        {
            int feature = vocabulary.Find(term);
            if (feature >= 0)
            {
                counts.Add(feature);
            }
        }
    }
}
