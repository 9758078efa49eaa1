using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>What a policy of every registered family must do: survive its file, and decide so that the receipt recomputes.</summary>
public abstract class PolicyConformance
{
    public static TheoryData<string> Names => [.. RouterFamilies.Registry.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void FileRoundTrip_SameBytesSameOptionsSameDecisions(string name)
    {
        Policy policy = RoutingSamples.Policy(name);
        byte[] bytes = PolicyFile.ToBytes(policy);

        Policy read = PolicyFile.Read(bytes, RoutingSamples.Components);

        PolicyFile.ToBytes(read).ShouldBe(bytes);
        read.Options.ShouldBe(policy.Options);
        Receipt(read).ToJson().ShouldBe(Receipt(policy).ToJson());
        ReceiptVerifier.Recompute(read, DecisionReceipt.FromJson(Receipt(policy).ToJson())).Difference.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Names))]
    public void Decide_ModelThePolicyDoesNotKnow_IsUnscored(string name)
    {
        RouteDecision decision = Receipt(RoutingSamples.Policy(name)).Decision;

        decision.Status.ShouldBe(DecisionStatus.Chosen);
        decision.Excluded.ShouldBe([new ExcludedCandidate("unknown", ExclusionReason.Unscored, null)]);
        decision.Ranking.Sum(c => c.Propensity).ShouldBe(1, 1e-12);
    }

    private static DecisionReceipt Receipt(Policy policy)
    {
        float[] embedding = new float[policy.Encoder.Dimensions];
        policy.Encoder.Encode("abacadab", embedding);
        var input = new DecisionInput
        {
            Candidates = [.. policy.Router.Models.Append("unknown").Select(id => new Candidate(id))],
            ExplorationFloor = 0.1,
            Draw = 0.85,
        };
        return DecisionReceipt.Of(policy, embedding, input, Decider.Decide(policy, embedding, input));
    }
}
