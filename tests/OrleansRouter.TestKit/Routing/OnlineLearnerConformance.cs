using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>What every registered online learner must do; a new learner is covered by being registered.</summary>
public abstract class OnlineLearnerConformance
{
    private const string Improving = "model-1";
    private static readonly Policy Base = RoutingSamples.Policy("ridge");

    public static TheoryData<string> Names => [.. OnlineLearners.Registry.All.Select(l => l.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Publish_NothingLearned_ExpectsWhatTheBasePolicyExpects(string name)
    {
        Policy policy = Start(name).Publish(1);

        policy.Summary.Online.ShouldBe(new OnlineSummary(name, Base.ContentHash, 1, 0));
        foreach (float[] embedding in Embeddings(5))
        {
            CandidateScore[] expected = Score(Base, embedding), actual = Score(policy, embedding);
            actual.Select(s => s.Quality).ShouldBe(expected.Select(s => s.Quality), 1e-9);
            actual.Select(s => s.NormalisedCost).ShouldBe(expected.Select(s => s.NormalisedCost), 1e-9);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Learn_SameOutcomesInSameOrder_SameBytes_AndTheStateBeforeStaysAsItWas(string name)
    {
        IOnlineState start = Start(name);
        byte[] before = Bytes(start);

        Bytes(start.Learn(Outcomes(40))).ShouldBe(Bytes(start.Learn(Outcomes(40))));

        Bytes(start).ShouldBe(before);
        start.Learn(Outcomes(40)).Learned.ShouldBe(40);
    }

    [Theory, MemberData(nameof(Names))]
    public void WriteThenRead_LearnsOnAndPublishesTheSame(string name)
    {
        IOnlineState state = Start(name).WithModels([Profile("model-0"), Profile("model-1"), Profile("model-2"), Profile("new")]).Learn(Outcomes(30));

        IOnlineState read = OnlineLearners.Registry.Get(name).Read(Base, new OnlineOptions(), new ModelReader(Bytes(state)));

        read.Models.ShouldBe(state.Models);
        read.Learned.ShouldBe(30);
        Bytes(read.Learn(Outcomes(7))).ShouldBe(Bytes(state.Learn(Outcomes(7))));
        read.Publish(3).ContentHash.ShouldBe(state.Publish(3).ContentHash);
    }

    [Theory, MemberData(nameof(Names))]
    public void Read_TruncatedBytes_AreRefused(string name)
    {
        byte[] bytes = Bytes(Start(name).Learn(Outcomes(3)));

        for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 100))
        {
            Should.Throw<ModelFormatException>(() =>
                OnlineLearners.Registry.Get(name).Read(Base, new OnlineOptions(), new ModelReader(bytes.AsMemory(0, length))));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Read_StateOfAnotherBasePolicy_IsRefused(string name)
    {
        byte[] bytes = Bytes(Start(name));

        Should.Throw<ModelFormatException>(() => OnlineLearners.Registry.Get(name)
            .Read(RoutingSamples.Policy("ridge", seed: 2), new OnlineOptions(), new ModelReader(bytes))).Message.ShouldContain(Base.ContentHash);
    }

    [Theory, MemberData(nameof(Names))]
    public void Publish_PolicyFileRoundTrip_ReceiptsRecompute(string name)
    {
        Policy policy = Start(name).Learn(Outcomes(50)).Publish(2);

        Policy read = PolicyFile.Read(PolicyFile.ToBytes(policy), RoutingSamples.Components);

        read.ContentHash.ShouldBe(policy.ContentHash);
        read.Summary.Online.ShouldBe(policy.Summary.Online);
        foreach (float[] embedding in Embeddings(20))
        {
            DecisionInput input = Input(policy.Router.Models, embedding[0] % 1);
            RouteDecision decision = Decider.Decide(policy, embedding, input);
            ReceiptVerifier.Recompute(read, DecisionReceipt.Of(policy, embedding, input, decision)).Difference.ShouldBeNull();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Learn_OneModelIsAlwaysGoodAndTheOthersNever_ItIsChosenNearlyAlways(string name)
    {
        Policy policy = Start(name).Learn(Outcomes(600)).Publish(1);

        foreach (float[] embedding in Embeddings(20))
        {
            RouteDecision decision = Decider.Decide(policy, embedding, Input(policy.Router.Models, 0.5));
            decision.Ranking.Single(c => c.ModelId == Improving).Propensity.ShouldBeGreaterThan(0.9);
            decision.Ranking.Sum(c => c.Propensity).ShouldBe(1, 1e-9);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void WithModels_NewModel_CanBeChosenAtOnce_AndARemovedOneLeavesThePolicyValid(string name)
    {
        ModelProfile[] known = [.. Base.Router.Models.Select(Profile)];
        IOnlineState joined = Start(name).Learn(Outcomes(20)).WithModels([.. known, Profile("new")]);
        Policy policy = joined.Publish(1);

        policy.Router.Models.ShouldBe([.. Base.Router.Models, "new"]);
        RouteDecision all = Decider.Decide(policy, Embeddings(1)[0], Input(policy.Router.Models, 0.5));
        all.Ranking.Single(c => c.ModelId == "new").Propensity.ShouldBeGreaterThan(0);
        RouteDecision without = Decider.Decide(policy, Embeddings(1)[0], Input(["model-0", "new"], 0.5));
        without.Ranking.Select(c => c.ModelId).Order(StringComparer.Ordinal).ShouldBe(["model-0", "new"]);
        without.Ranking.Sum(c => c.Propensity).ShouldBe(1, 1e-9);

        joined.WithModels([.. known, Profile("new")]).ShouldBeSameAs(joined);
        joined.WithModels(known[1..]).Publish(2).Router.Models.ShouldBe(Base.Router.Models);
    }

    [Theory, MemberData(nameof(Names))]
    public void Merge_OfShards_KnowsWhatBothLearned(string name)
    {
        IOnlineState start = Start(name);
        IReadOnlyList<OnlineOutcome> all = Outcomes(60);
        IOnlineState? merged = start.Learn([.. all.Take(25)]).Merge(start.Learn([.. all.Skip(25)]));
        if (merged is null)
        {
            return; // States of this learner do not add up, as the contract allows.
        }

        merged.Learned.ShouldBe(60);
        Policy one = start.Learn(all).Publish(1), two = merged.Publish(1);
        foreach (float[] embedding in Embeddings(5))
        {
            Score(two, embedding).Select(s => s.Quality).ShouldBe(Score(one, embedding).Select(s => s.Quality), 1e-9);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Learn_OutcomeThatIsWrong_IsRefusedWithTheReason(string name)
    {
        IOnlineState start = Start(name);
        OnlineOutcome good = Outcomes(1)[0];

        Should.Throw<ArgumentException>(() => start.Learn([good with { ModelId = "unknown" }])).Message.ShouldContain("unknown");
        Should.Throw<ArgumentException>(() => start.Learn([good with { Score = double.NaN }])).Message.ShouldContain("score is NaN; expected a number in [0, 1].");
        Should.Throw<ArgumentException>(() => start.Learn([good with { Propensity = 0 }])).Message.ShouldContain("propensity is 0");
        Should.Throw<ArgumentException>(() => start.Learn([good with { CostUsd = -1 }])).Message.ShouldContain("cost is -1");
        Should.Throw<ArgumentException>(() => start.Learn([good with { Embedding = new float[3] }])).Message.ShouldContain("has 3 values");
    }

    private static IOnlineState Start(string name) => OnlineLearners.Registry.Get(name).Start(Base, new OnlineOptions());

    private static ModelProfile Profile(string id) => new(id, 1, 4, "a model for letters");

    private static DecisionInput Input(IEnumerable<string> models, double draw) => new()
    {
        Candidates = [.. models.Select(id => new Candidate(id))],
        Draw = draw,
    };

    /// <summary>Every model in turn; model-1 is always good, the others never.</summary>
    private static IReadOnlyList<OnlineOutcome> Outcomes(int count)
    {
        float[][] embeddings = Embeddings(count);
        return [.. Enumerable.Range(0, count).Select(i => new OnlineOutcome
        {
            Embedding = embeddings[i],
            Preference = Preference.Default,
            ModelId = Base.Router.Models[i % 3],
            Propensity = 1.0 / 3,
            Score = Base.Router.Models[i % 3] == Improving ? 1 : 0,
            CostUsd = i % 4 == 0 ? null : Base.Summary.CostCapUsd / 2,
        })];
    }

    private static float[][] Embeddings(int count)
    {
        var rng = new Rng(5);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] embedding = new float[Base.Encoder.Dimensions];
            Base.Encoder.Encode(new string([.. Enumerable.Range(0, 10).Select(_ => (char)('a' + rng.NextInt(6)))]), embedding);
            return embedding;
        })];
    }

    private static CandidateScore[] Score(Policy policy, float[] embedding)
    {
        var scores = new CandidateScore[policy.Router.Models.Count];
        policy.Router.Score(embedding, Preference.Default, scores);
        return scores;
    }

    private static byte[] Bytes(IOnlineState state)
    {
        using var stream = new MemoryStream();
        state.Write(new ModelWriter(stream));
        return stream.ToArray();
    }
}
