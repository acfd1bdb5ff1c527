using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Auth;

public sealed class ValidatedTokenCacheTests
{
    private const string Token = "header.payload.signature";

    private readonly FakeTimeProvider _time = new(ApiHost.Noon);
    private readonly ValidatedTokenCache _tokens;

    public ValidatedTokenCacheTests() => _tokens = new(_time);

    [Fact]
    public void A_validated_token_returns_its_subject_and_its_expiry()
    {
        Add("u_minji");

        Assert.True(_tokens.TryFind(Token, out var user, out var expiresAt));
        Assert.Equal("u_minji", CurrentUser.SubjectOf(user));
        Assert.True(user.Identity!.IsAuthenticated);
        Assert.Equal(_time.GetUtcNow().UtcDateTime.AddMinutes(1), expiresAt);
    }

    [Fact]
    public void An_expired_token_is_not_found()
    {
        Add("u_minji");

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(_tokens.TryFind(Token, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("header.payload.signaturf")]
    [InlineData("header.payload.signature ")]
    [InlineData("Header.payload.signature")]
    public void Any_other_text_is_not_found(string token)
    {
        Add("u_minji");

        Assert.False(_tokens.TryFind(token, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_token_with_an_unusable_subject_is_not_cached(string subject)
    {
        Add(subject);

        Assert.False(_tokens.TryFind(Token, out _, out _));
    }

    private void Add(string subject) => _tokens.Add(
        Token, new(new ClaimsIdentity([new(CurrentUser.Subject, subject)], "test")), _time.GetUtcNow().UtcDateTime.AddMinutes(1));
}
