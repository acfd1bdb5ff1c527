using System.Text;

namespace Concert.Auth;

public sealed class QueueTokensTests
{
    private static readonly ConcertId TheConcert = new("c_one");
    private static readonly UserId Minji = new("u_minji");
    private static readonly QueueTokens Tokens = new(new GatewayKeys(ApiHost.SigningKey));

    [Fact]
    public void A_token_contains_its_place()
    {
        var token = Tokens.Issue(TheConcert, Minji, 42);

        Assert.Equal(new QueueToken(token, TheConcert, new(Minji, 42)), Tokens.Read(token, Minji));
    }

    [Fact]
    public void The_same_place_always_has_the_same_token() =>
        Assert.Equal(Tokens.Issue(TheConcert, Minji, 42), Tokens.Issue(TheConcert, Minji, 42));

    [Fact]
    public void Another_users_token_is_invalid() =>
        Assert.Null(Tokens.Read(Tokens.Issue(TheConcert, Minji, 42), new("u_jisoo")));

    [Fact]
    public void A_token_of_another_key_is_invalid()
    {
        var others = new QueueTokens(new GatewayKeys(ApiHost.SigningKey + "."));

        Assert.Null(Tokens.Read(others.Issue(TheConcert, Minji, 42), Minji));
    }

    [Fact]
    public void A_token_of_a_previous_key_is_valid_and_is_answered_with_the_current_signature()
    {
        var changed = new QueueTokens(new GatewayKeys("another signing key, also of more than 32 bytes", "a third one, which nobody uses any more", ApiHost.SigningKey));

        var read = changed.Read(Tokens.Issue(TheConcert, Minji, 42), Minji);

        Assert.Equal(new QueueToken(changed.Issue(TheConcert, Minji, 42), TheConcert, new(Minji, 42)), read);
        Assert.Null(changed.Read(Tokens.Issue(TheConcert, Minji, 42), new("u_jisoo")));
    }

    [Fact]
    public void A_token_of_version_0_1_0_is_valid()
    {
        // Issued by version 0.1.0 with this key: the format and the derivation of the key must never change.
        const string Token = "AQAAAAAAAAAqY19vbmU.g0V0cwNbnw32Yls-pq0L-XwGAArsNi2Ks9TRb5gi8e0";

        Assert.Equal(new(Minji, 42), Tokens.Read(Token, Minji)?.Place);
    }

    [Fact]
    public void A_token_with_any_changed_character_is_invalid()
    {
        var token = Tokens.Issue(TheConcert, Minji, 42);

        for (var i = 0; i < token.Length; i++)
        {
            // 'Q' and 'A' differ in a high bit, so the change is never only in the low bits that base64 may not use.
            var changed = new StringBuilder(token) { [i] = token[i] == 'A' ? 'Q' : 'A' }.ToString();
            var read = Tokens.Read(changed, Minji);
            Assert.True(read is null || i == token.Length - 1, $"A token changed at {i} was accepted: {changed}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("AQ.AQ")]
    [InlineData("no token")]
    [InlineData("€.€")]
    public void Malformed_text_is_invalid(string text) => Assert.Null(Tokens.Read(text, Minji));
}
