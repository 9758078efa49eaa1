using System.Security.Cryptography;
using OrleansRouter.Grains.Budgets;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Keys;

/// <summary>The pure changes of a key's state. A change that alters nothing returns its argument.</summary>
internal static class KeyTransitions
{
    public const int MaxLabelLength = 200;

    public static bool IsCreated(KeyState state) => state.SecretHash.Length > 0;

    public static KeyState Create(string keyId, KeyState state, KeyState key)
    {
        RequireKeyId(keyId);
        Validate($"Key '{keyId}'", key);
        return IsCreated(state) ? throw new InvalidOperationException($"Key '{keyId}' exists already.") : key;
    }

    public static KeyState Revoke(string keyId, KeyState state, DateTimeOffset at) =>
        Existing(keyId, state).RevokedAt is null ? state with { RevokedAt = at } : state;

    public static KeyState Expire(string keyId, KeyState state, DateTimeOffset at)
    {
        if (Existing(keyId, state).RevokedAt is not null)
        {
            throw new InvalidOperationException($"Key '{keyId}' was revoked.");
        }

        return state.ExpiresAt <= at ? state : state with { ExpiresAt = at };
    }

    private static KeyState Existing(string keyId, KeyState state) =>
        IsCreated(state) ? state : throw new KeyNotFoundException($"No key '{keyId}'.");

    private static void Validate(string owner, KeyState key)
    {
        string scopes = string.Join(", ", Enum.GetNames<KeyScope>());
        Require(Enum.IsDefined(key.Scope), $"{owner}: scope is {(int)key.Scope}; expected one of {scopes}.");
        if (key.Scope == KeyScope.Operator)
        {
            Require(key.TenantId is null, $"{owner}: tenant_id is '{key.TenantId}'; an operator's key belongs to no tenant.");
        }
        else
        {
            Require(key.TenantId is not null, $"{owner}: tenant_id is missing; only an operator's key belongs to no tenant.");
            RequireTenantId(key.TenantId!);
        }

        Require(IsHash(key.SecretHash), $"{owner}: secret_hash is not the base64 form of {HMACSHA256.HashSizeInBytes} bytes.");
        Require(
            key.Label.Length <= MaxLabelLength,
            $"{owner}: label has {key.Label.Length} characters; expected at most {MaxLabelLength}.");
        Require(
            key.ExpiresAt is null || key.ExpiresAt > key.CreatedAt,
            $"{owner}: expires_at {key.ExpiresAt:O} is not after created_at {key.CreatedAt:O}.");
        key.Limits.Validated(owner);
        key.Budget.Validated(owner);
        Require(key.TenantId is not null || key.Budget == BudgetLimits.None, $"{owner}: budget is set; an operator's key spends nothing.");
        if (key.BudgetKeyId is { } shared)
        {
            RequireKeyId(shared);
        }

        Require(key.RevokedAt is null, $"{owner}: a new key cannot be revoked already.");
    }

    private static bool IsHash(string text)
    {
        Span<byte> bytes = stackalloc byte[HMACSHA256.HashSizeInBytes + 1];
        return Convert.TryFromBase64String(text, bytes, out int written) && written == HMACSHA256.HashSizeInBytes;
    }
}
