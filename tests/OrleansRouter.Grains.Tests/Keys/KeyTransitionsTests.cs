using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Grains.Tests.Keys;

public sealed class KeyTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly KeyState Key = new()
    {
        TenantId = "acme",
        Scope = KeyScope.TenantUse,
        SecretHash = Convert.ToBase64String(new byte[32]),
        Label = "ci",
        CreatedAt = Noon,
        ExpiresAt = Noon.AddDays(1),
    };

    [Fact]
    public void Create_NewKey_KeepsEveryField() => KeyTransitions.Create("k1", new KeyState(), Key).ShouldBe(Key);

    [Fact]
    public void Create_OperatorWithoutTenant_IsAccepted()
    {
        KeyState operators = Key with { Scope = KeyScope.Operator, TenantId = null };

        KeyTransitions.Create("k1", new KeyState(), operators).ShouldBe(operators);
    }

    [Fact]
    public void Create_Twice_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => KeyTransitions.Create("k1", Key, Key)).Message.ShouldBe("Key 'k1' exists already.");

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    public void Create_InvalidId_IsRefused(string id) =>
        Should.Throw<ArgumentException>(() => KeyTransitions.Create(id, new KeyState(), Key)).Message
            .ShouldBe($"Key id '{id}': expected 1 to 64 of the characters A-Z, a-z, 0-9 and '_'.");

    public static TheoryData<KeyState, string> Refusals() => new()
    {
        { Key with { Scope = (KeyScope)7 }, "Key 'k1': scope is 7; expected one of TenantUse, TenantAdmin, Operator." },
        { Key with { Scope = KeyScope.Operator }, "Key 'k1': tenant_id is 'acme'; an operator's key belongs to no tenant." },
        { Key with { TenantId = null }, "Key 'k1': tenant_id is missing; only an operator's key belongs to no tenant." },
        {
            Key with { TenantId = "Acme" },
            "Tenant id 'Acme': expected 1 to 63 of the characters a-z, 0-9, '-', '_' and '.', beginning with a letter or digit."
        },
        { Key with { SecretHash = "" }, "Key 'k1': secret_hash is not the base64 form of 32 bytes." },
        { Key with { SecretHash = "the secret itself" }, "Key 'k1': secret_hash is not the base64 form of 32 bytes." },
        { Key with { SecretHash = Convert.ToBase64String(new byte[33]) }, "Key 'k1': secret_hash is not the base64 form of 32 bytes." },
        { Key with { Label = new string('x', 201) }, "Key 'k1': label has 201 characters; expected at most 200." },
        {
            Key with { ExpiresAt = Noon },
            "Key 'k1': expires_at 2025-03-01T12:00:00.0000000+00:00 is not after created_at 2025-03-01T12:00:00.0000000+00:00."
        },
        { Key with { RevokedAt = Noon }, "Key 'k1': a new key cannot be revoked already." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Create_OutOfRange_SaysWhy(KeyState key, string message) =>
        Should.Throw<ArgumentException>(() => KeyTransitions.Create("k1", new KeyState(), key)).Message.ShouldBe(message);

    [Fact]
    public void Revoke_SecondTime_KeepsTheFirst()
    {
        KeyState revoked = KeyTransitions.Revoke("k1", Key, Noon.AddHours(1));

        revoked.ShouldBe(Key with { RevokedAt = Noon.AddHours(1) });
        KeyTransitions.Revoke("k1", revoked, Noon.AddHours(2)).ShouldBeSameAs(revoked);
    }

    [Fact]
    public void Expire_NeverLengthensALife()
    {
        KeyTransitions.Expire("k1", Key, Noon.AddHours(1)).ShouldBe(Key with { ExpiresAt = Noon.AddHours(1) });
        KeyTransitions.Expire("k1", Key, Noon.AddDays(2)).ShouldBeSameAs(Key);
        KeyTransitions.Expire("k1", Key with { ExpiresAt = null }, Noon.AddDays(2)).ExpiresAt.ShouldBe(Noon.AddDays(2));
    }

    [Fact]
    public void Expire_OfARevokedOrUnknownKey_IsRefused()
    {
        Should.Throw<InvalidOperationException>(() => KeyTransitions.Expire("k1", Key with { RevokedAt = Noon }, Noon)).Message.ShouldBe("Key 'k1' was revoked.");
        Should.Throw<KeyNotFoundException>(() => KeyTransitions.Expire("k1", new KeyState(), Noon));
    }

    [Fact]
    public void Revoke_Unknown_IsRefused() =>
        Should.Throw<KeyNotFoundException>(() => KeyTransitions.Revoke("k1", new KeyState(), Noon)).Message.ShouldBe("No key 'k1'.");
}
