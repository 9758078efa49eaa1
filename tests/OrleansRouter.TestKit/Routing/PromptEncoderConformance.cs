using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.TestKit.Routing;

/// <summary>What every <see cref="IPromptEncoderFactory"/> and its encoders promise. Derive one test class per kind.</summary>
public abstract class PromptEncoderConformance
{
    private static readonly string[] Prompts =
    [
        .. from subject in new[] { "capital", "river", "president", "language", "history", "army", "king" }
           from place in new[] { "France", "Peru", "Japan", "Chad", "Fiji", "Oman" }
           from frame in new[] { "What is the {0} of {1}?", "Tell me about the {0} of {1} in 3 sentences.", "Translate '{0} of {1}' into 中文\nplease!" }
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, subject, place),
    ];

    /// <summary>The factory under test.</summary>
    protected abstract IPromptEncoderFactory Create();

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBytes()
    {
        byte[] one = LearnerData.Bytes(Fit(threads: 1).Write);
        LearnerData.Bytes(Fit(threads: 2).Write).ShouldBe(one);
        LearnerData.Bytes(Fit(threads: 5).Write).ShouldBe(one);
    }

    [Fact]
    public void WriteAndRead_Encoder_SameBytesAndEmbeddings()
    {
        IPromptEncoder encoder = Fit();
        byte[] bytes = LearnerData.Bytes(encoder.Write);
        IPromptEncoder read = Create().Read(new ModelReader(bytes));
        read.Name.ShouldBe(Create().Name);
        read.Dimensions.ShouldBe(encoder.Dimensions);
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        read.EncodeBatch(Prompts, FitContext.Default).Values.ShouldBe(encoder.EncodeBatch(Prompts, FitContext.Default).Values);
    }

    [Fact]
    public void Read_TruncatedBytes_Refused()
    {
        byte[] bytes = LearnerData.Bytes(Fit().Write);
        Should.Throw<ModelFormatException>(() => Create().Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
        Should.Throw<ModelFormatException>(() => Create().Read(new ModelReader(bytes.AsMemory(0, bytes.Length / 2))));
    }

    [Fact]
    public void Encode_Batch_EqualsOneByOne()
    {
        IPromptEncoder encoder = Fit();
        Matrix<float> batch = encoder.EncodeBatch(Prompts, new FitContext(2));
        for (int i = 0; i < Prompts.Length; i++)
        {
            Encode(encoder, Prompts[i]).ShouldBe(batch.Row(i).ToArray());
        }
    }

    [Fact]
    public void Encode_TrainingPrompt_HasLengthOne()
    {
        IPromptEncoder encoder = Fit();
        Prompts.ShouldAllBe(prompt => Math.Abs(Norm(Encode(encoder, prompt)) - 1) < 1e-5);
    }

    [Fact]
    public void Encode_EmptyPrompt_IsAllZero() => Encode(Fit(), "").ShouldAllBe(x => x == 0);

    [Fact]
    public void Encode_ArbitraryText_IsFiniteAndAtMostOneLong()
    {
        IPromptEncoder encoder = Fit();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), text => Norm(Encode(encoder, new string(text))) is >= 0 and <= 1.00001));
    }

    [Fact]
    public void Encode_UsedBuffer_IsOverwritten()
    {
        IPromptEncoder encoder = Fit();
        float[] embedding = [.. Enumerable.Repeat(float.NaN, encoder.Dimensions)];
        encoder.Encode(Prompts[0], embedding);
        embedding.ShouldBe(Encode(encoder, Prompts[0]));
    }

    [Fact]
    public void Encode_Repeatedly_AllocatesNothing()
    {
        IPromptEncoder encoder = Fit();
        float[] embedding = Encode(encoder, Prompts[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string prompt in Prompts)
        {
            encoder.Encode(prompt, embedding);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Encode_WrongLength_Refused()
    {
        IPromptEncoder encoder = Fit();
        Should.Throw<ArgumentException>(() => encoder.Encode("text", new float[encoder.Dimensions + 1]));
    }

    [Fact]
    public void Fit_NoPrompts_Refused() => Should.Throw<ArgumentException>(() => Create().Fit([], 1, FitContext.Default)).Message.ShouldContain("prompt");

    [Fact]
    public void Fit_Cancelled_Throws() => Should.Throw<OperationCanceledException>(
        () => Create().Fit(Prompts, 1, new FitContext(CancellationToken: new CancellationToken(canceled: true))));

    private IPromptEncoder Fit(int threads = 2) => Create().Fit(Prompts, 1, new FitContext(threads));

    private static float[] Encode(IPromptEncoder encoder, string prompt)
    {
        float[] embedding = new float[encoder.Dimensions];
        encoder.Encode(prompt, embedding);
        return embedding;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(x => (double)x * x));
}
