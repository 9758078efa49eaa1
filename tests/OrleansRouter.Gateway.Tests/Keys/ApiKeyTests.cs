using OrleansRouter.Gateway.Keys;

namespace OrleansRouter.Gateway.Tests.Keys;

public sealed class ApiKeyTests
{
    [Fact]
    public void Parse_RevealedKey_GivesItBack()
    {
        ApiKey key = ApiKey.Create();
        ApiKey.Parse(key.Reveal()).ShouldBe(key);
    }

    [Fact]
    public void ToString_NeverShowsTheSecret()
    {
        ApiKey key = ApiKey.Create();
        $"{key}".ShouldNotContain(key.Secret);
        $"{key}".ShouldContain(key.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("or-")]
    [InlineData("or--")]
    [InlineData("or-id")]
    [InlineData("or-id-")]
    [InlineData("sk-id-secret")]
    public void Parse_OtherForms_AreNull(string text) => ApiKey.Parse(text).ShouldBeNull();

    [Fact]
    public void Matches_OnlyTheSecretThatWasHashed_UnderTheSameInstallationSecret()
    {
        var hasher = new KeyHasher(new byte[32]);
        string hash = hasher.Hash("secret");
        hasher.Matches("secret", hash).ShouldBeTrue();
        hasher.Matches("secreT", hash).ShouldBeFalse();
        hasher.Matches("secret", null).ShouldBeFalse();
        hasher.Matches("secret", "not base64").ShouldBeFalse();
        new KeyHasher([.. Enumerable.Repeat((byte)1, 32)]).Matches("secret", hash).ShouldBeFalse();
    }
}
