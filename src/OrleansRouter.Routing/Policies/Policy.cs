using System.Collections.Frozen;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Policies;

/// <summary>A trained way to choose a model: encoder, router and what they were trained on. Immutable and thread-safe.</summary>
public sealed class Policy
{
    private readonly FrozenDictionary<string, int> _indexByModel;
    private readonly Lazy<string> _encoderHash;

    /// <summary>Puts a policy together and computes its content hash.</summary>
    /// <exception cref="ArgumentException">The router takes other embeddings than the encoder makes, or knows other models than the summary.</exception>
    public Policy(string family, object options, IPromptEncoder encoder, IRouter router, TrainingSummary summary)
        : this(family, options, encoder, router, summary, contentHash: null)
    {
    }

    internal Policy(
        string family, object options, IPromptEncoder encoder, IRouter router, TrainingSummary summary, string? contentHash)
    {
        if (router.FeatureCount != encoder.Dimensions)
        {
            throw new ArgumentException(
                $"The router takes {router.FeatureCount} features; encoder '{encoder.Name}' makes {encoder.Dimensions}.", nameof(router));
        }

        if (!router.Models.SequenceEqual(summary.Models.Select(m => m.Id), StringComparer.Ordinal))
        {
            throw new ArgumentException("The router and the training summary name different models.", nameof(summary));
        }

        Family = family;
        Options = options;
        Encoder = encoder;
        Router = router;
        Summary = summary;
        _indexByModel = router.Models.Index().ToFrozenDictionary(m => m.Item, m => m.Index, StringComparer.Ordinal);
        ContentHash = contentHash ?? PolicyFile.HashOf(this);
        _encoderHash = new Lazy<string>(() => PolicyFile.HashOfEncoder(encoder));
    }

    /// <summary>Name of the family that trained the router.</summary>
    public string Family { get; }

    /// <summary>The options record of the family.</summary>
    public object Options { get; }

    /// <summary>Turns prompts into what <see cref="Router"/> takes.</summary>
    public IPromptEncoder Encoder { get; }

    /// <summary>Scores the models.</summary>
    public IRouter Router { get; }

    /// <summary>What the policy was trained on.</summary>
    public TrainingSummary Summary { get; }

    /// <summary>SHA-256 of the policy's content, 64 lower-case hexadecimal digits; equal policies have equal hashes.</summary>
    public string ContentHash { get; }

    /// <summary>The first 16 digits of the encoder's hash: policies of equal hash make the same embedding of a prompt.</summary>
    public string EncoderHash => _encoderHash.Value;

    /// <summary>Family and the first 12 digits of the content hash, such as <c>ridge-0123456789ab</c>.</summary>
    public string Id => $"{Family}-{ContentHash[..12]}";

    /// <summary>The column of <paramref name="modelId"/> in the router's scores, or −1 when the policy does not know it.</summary>
    public int IndexOf(string modelId) => _indexByModel.GetValueOrDefault(modelId, -1);
}
