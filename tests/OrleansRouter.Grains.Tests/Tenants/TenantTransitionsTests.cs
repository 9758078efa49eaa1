using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Routing;

namespace OrleansRouter.Grains.Tests.Tenants;

public sealed class TenantTransitionsTests
{
    private static readonly TenantState Acme = TenantTransitions.Create("acme", new TenantState(), new TenantUpdate { DisplayName = "Acme" });

    [Fact]
    public void Create_NoSettings_HasDefaultsAndTheIdAsName()
    {
        TenantState created = TenantTransitions.Create("acme", new TenantState(), new TenantUpdate());

        created.ShouldBe(new TenantState
        {
            DisplayName = "acme",
            Revision = 1,
            AllowedModels = created.AllowedModels,
            PreviousPolicyIds = created.PreviousPolicyIds,
        });
        created.AllowedModels.ShouldBeEmpty();
        created.PreviousPolicyIds.ShouldBeEmpty();
    }

    [Fact]
    public void Create_Twice_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => TenantTransitions.Create("acme", Acme, new TenantUpdate()))
            .Message.ShouldBe("Tenant 'acme' exists already.");

    [Theory]
    [InlineData("a")]
    [InlineData("0-customer.eu_1")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc")]
    public void Create_ValidId_IsAccepted(string id) =>
        TenantTransitions.Create(id, new TenantState(), new TenantUpdate()).Revision.ShouldBe(1);

    [Theory]
    [InlineData("Acme")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("acme\n")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd")]
    public void Create_InvalidId_IsRefused(string id) =>
        Should.Throw<ArgumentException>(() => TenantTransitions.Create(id, new TenantState(), new TenantUpdate())).Message.ShouldBe(
            $"Tenant id '{id}': expected 1 to 63 of the characters a-z, 0-9, '-', '_' and '.', beginning with a letter or digit.");

    [Fact]
    public void Update_NullFields_StayAsTheyAre()
    {
        TenantState full = TenantTransitions.Update("acme", Acme, new TenantUpdate
        {
            DisplayName = "Acme Inc.",
            Preference = new Preference { CostWeight = 0.5 },
            AllowedModels = ["gpt-4o", "meta-llama/Llama-3.1-8B@hyperbolic:free+x"],
            ExplorationFloor = 0.05,
            StorePrompts = true,
            SessionAffinity = false,
            Enabled = false,
        });

        TenantTransitions.Update("acme", full, new TenantUpdate { Enabled = true }).ShouldBe(full with { Enabled = true, Revision = 3 });
    }

    [Fact]
    public void Update_ChangesNothing_ReturnsItsArgument()
    {
        TenantState state = TenantTransitions.Update("acme", Acme, new TenantUpdate { AllowedModels = ["a", "b"] });
        var same = new TenantUpdate { DisplayName = "Acme", AllowedModels = ["a", "b"], Preference = new Preference(), Enabled = true };

        TenantTransitions.Update("acme", state, same).ShouldBeSameAs(state);
    }

    [Fact]
    public void Update_ListOfTheCaller_IsCopied()
    {
        List<string> models = ["a"];
        TenantState state = TenantTransitions.Update("acme", Acme, new TenantUpdate { AllowedModels = models });
        models.Add("b");

        state.AllowedModels.ShouldBe(["a"]);
    }

    [Fact]
    public void Change_OfAnUnknownTenant_IsRefused()
    {
        var nobody = new TenantState();
        foreach (Func<TenantState> change in new Func<TenantState>[]
        {
            () => TenantTransitions.Update("acme", nobody, new TenantUpdate()),
            () => TenantTransitions.PromotePolicy("acme", nobody, "p"),
            () => TenantTransitions.RollBackPolicy("acme", nobody),
        })
        {
            Should.Throw<KeyNotFoundException>(change).Message.ShouldBe("No tenant 'acme'.");
        }
    }

    public static TheoryData<TenantUpdate, string> Refusals() => new()
    {
        { new() { DisplayName = " " }, "display_name has 1 characters; expected 1 to 200, not all blank." },
        { new() { DisplayName = new string('x', 201) }, "display_name has 201 characters; expected 1 to 200, not all blank." },
        { new() { ExplorationFloor = 0.51 }, "exploration_floor is 0.51; expected a number in [0, 0.5]." },
        { new() { ExplorationFloor = -0.01 }, "exploration_floor is -0.01; expected a number in [0, 0.5]." },
        { new() { ExplorationFloor = double.NaN }, "exploration_floor is NaN; expected a number in [0, 0.5]." },
        { new() { Preference = new Preference { CostWeight = -1 } }, "cost_weight is -1; expected a number in [0, 1000]." },
        { new() { AllowedModels = ["a", "a"] }, "allowed_models names 'a' twice." },
        { new() { AllowedModels = [.. Enumerable.Range(0, 1001).Select(i => $"{i}")] }, "allowed_models has 1001 entries; expected at most 1000." },
        {
            new() { AllowedModels = ["auto"] },
            "model id 'auto' is not valid; expected 1 to 200 of the characters A-Z, a-z, 0-9, '.', '_', '-', ':', '/', '@' and '+', "
                + "beginning with a letter or digit, and neither 'auto' nor 'auto:…'."
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Update_OutOfRange_NamesTenantValueAndRange(TenantUpdate update, string reason) =>
        Should.Throw<ArgumentException>(() => TenantTransitions.Update("acme", Acme, update)).Message.ShouldBe($"Tenant 'acme': {reason}");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void PromotePolicy_InvalidId_IsRefused(string id) =>
        Should.Throw<ArgumentException>(() => TenantTransitions.PromotePolicy("acme", Acme, id)).Message
            .ShouldBe($"Tenant 'acme': policy id '{id}' is not valid; expected 1 to 200 characters, not all blank.");

    [Fact]
    public void PromotePolicy_TheOneThatServes_ReturnsItsArgument()
    {
        TenantTransitions.PromotePolicy("acme", Acme, null).ShouldBeSameAs(Acme);

        TenantState promoted = TenantTransitions.PromotePolicy("acme", Acme, "p");
        TenantTransitions.PromotePolicy("acme", promoted, "p").ShouldBeSameAs(promoted);
    }

    [Fact]
    public void RollBackPolicy_FirstPromotion_ReturnsToTheDefaultPolicy()
    {
        TenantState state = TenantTransitions.RollBackPolicy("acme", TenantTransitions.PromotePolicy("acme", Acme, "p"));

        state.PolicyId.ShouldBeNull();
        state.PreviousPolicyIds.ShouldBeEmpty();
        state.Revision.ShouldBe(3);
    }

    [Fact]
    public void RollBackPolicy_WithoutPromotion_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => TenantTransitions.RollBackPolicy("acme", Acme)).Message
            .ShouldBe("Tenant 'acme' has no earlier policy to return to.");

    /// <summary>Any walk of promotions (an id, or null for the default) and roll-backs ("back") against a plain model of it.</summary>
    [Fact]
    public void Policies_AnyWalk_BehavesLikeAStackOfTheLastTwenty()
    {
        Gen<string?[]> walks = Gen.Frequency((3, Gen.Elements<string?>("a", "b", "c", null)), (1, Gen.Constant<string?>("back"))).ArrayOf(80);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arb.From(walks), walk =>
        {
            TenantState state = Acme;
            string? serving = null;
            List<string?> earlier = [];
            foreach (string? step in walk.Where(s => s != "back" || earlier.Count > 0))
            {
                long revision = state.Revision;
                bool changes = step == "back" || step != serving;
                state = step == "back" ? TenantTransitions.RollBackPolicy("acme", state) : TenantTransitions.PromotePolicy("acme", state, step);
                if (step == "back")
                {
                    (serving, earlier) = (earlier[^1], earlier[..^1]);
                }
                else if (changes)
                {
                    earlier = [.. earlier.Append(serving).TakeLast(TenantTransitions.MaxPreviousPolicies)];
                    serving = step;
                }

                state.PolicyId.ShouldBe(serving);
                state.PreviousPolicyIds.ShouldBe(earlier);
                state.Revision.ShouldBe(revision + (changes ? 1 : 0));
            }
        }));
    }
}
