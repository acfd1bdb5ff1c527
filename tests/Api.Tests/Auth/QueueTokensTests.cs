using System.Text;

namespace Concert.Auth;

public sealed class QueueTokensTests
{
    private static readonly ConcertId TheConcert = new("c_one");
    private static readonly UserId Minji = new("u_minji");
    private static readonly LastSeen Seen = new(1_294, 26);
    private static readonly QueueTokens Tokens = new(new GatewayKeys(ApiHost.SigningKey));

    [Fact]
    public void A_token_contains_its_place_and_what_its_user_has_seen() =>
        Assert.Equal(new QueueToken(TheConcert, new(Minji, 42), Seen), Tokens.Read(Tokens.Issue(TheConcert, Minji, 42, Seen), Minji));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4_294_967_295, 4_294_967_295)]
    public void What_was_seen_is_kept_up_to_the_greatest_value_that_it_has_room_for(long position, long waitSeconds) =>
        Assert.Equal(
            new(position, waitSeconds), Tokens.Read(Tokens.Issue(TheConcert, Minji, 42, new(position, waitSeconds)), Minji)!.Seen);

    [Fact]
    public void A_wait_that_has_no_end_limits_nothing() =>
        Assert.Equal(new(1, uint.MaxValue), Tokens.Read(Tokens.Issue(TheConcert, Minji, 42, new(1, long.MaxValue)), Minji)!.Seen);

    // Issued by version 0.1.0 with this key: the format and the derivation of the key must never change.
    [Fact]
    public void A_token_of_version_0_1_0_is_valid_and_says_nothing_about_what_was_seen()
    {
        const string token = "AQAAAAAAAAAqY19vbmU.g0V0cwNbnw32Yls-pq0L-XwGAArsNi2Ks9TRb5gi8e0";

        Assert.Equal(new QueueToken(TheConcert, new(Minji, 42), Seen: null), Tokens.Read(token, Minji));
    }

    [Fact]
    public void A_token_stays_small_because_it_travels_in_a_header() =>
        Assert.InRange(Tokens.Issue(new("c_lb5kfnfzl6c7z7foqy3vlcixvr"), Minji, long.MaxValue, new(long.MaxValue, long.MaxValue)).Length, 1, 110);

    [Fact]
    public void The_same_place_with_the_same_standing_always_has_the_same_token() =>
        Assert.Equal(Tokens.Issue(TheConcert, Minji, 42, Seen), Tokens.Issue(TheConcert, Minji, 42, Seen));

    [Fact]
    public void Another_users_token_is_invalid() =>
        Assert.Null(Tokens.Read(Tokens.Issue(TheConcert, Minji, 42, Seen), new("u_jisoo")));

    [Fact]
    public void A_token_of_another_key_is_invalid()
    {
        var others = new QueueTokens(new GatewayKeys(ApiHost.SigningKey + "."));

        Assert.Null(Tokens.Read(others.Issue(TheConcert, Minji, 42, Seen), Minji));
    }

    [Fact]
    public void A_token_of_a_previous_key_is_valid_and_the_next_one_has_the_current_signature()
    {
        var changed = new QueueTokens(new GatewayKeys("another signing key, also of more than 32 bytes", "a third one, which nobody uses any more", ApiHost.SigningKey));

        var read = changed.Read(Tokens.Issue(TheConcert, Minji, 42, Seen), Minji);

        Assert.Equal(new QueueToken(TheConcert, new(Minji, 42), Seen), read);
        Assert.Null(changed.Read(Tokens.Issue(TheConcert, Minji, 42, Seen), new("u_jisoo")));
        Assert.Null(Tokens.Read(changed.Issue(TheConcert, Minji, 42, Seen), Minji));
    }

    [Fact]
    public void A_token_with_any_changed_character_is_invalid()
    {
        var token = Tokens.Issue(TheConcert, Minji, 42, Seen);

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
