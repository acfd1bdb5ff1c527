using System.Text;

namespace Concert.Auth;

public sealed class QueueTokensTests
{
    private static readonly ConcertId TheConcert = new("c_one");
    private static readonly UserId Minji = new("u_minji");
    private static readonly QueueTokens Tokens = new(new GatewayKeys(ApiHost.SigningKey));

    [Fact]
    public void A_token_says_which_place_it_is_for()
    {
        var token = Tokens.Issue(TheConcert, Minji, 42);

        Assert.Equal(new QueueToken(token, TheConcert, new(Minji, 42)), Tokens.Read(token, Minji));
    }

    [Fact]
    public void The_same_place_is_always_the_same_token() =>
        Assert.Equal(Tokens.Issue(TheConcert, Minji, 42), Tokens.Issue(TheConcert, Minji, 42));

    [Fact]
    public void Another_users_token_is_no_good() =>
        Assert.Null(Tokens.Read(Tokens.Issue(TheConcert, Minji, 42), new("u_jisoo")));

    [Fact]
    public void A_token_of_another_key_is_no_good()
    {
        var others = new QueueTokens(new GatewayKeys(ApiHost.SigningKey + "."));

        Assert.Null(Tokens.Read(others.Issue(TheConcert, Minji, 42), Minji));
    }

    [Fact]
    public void No_part_of_a_token_can_be_changed()
    {
        var token = Tokens.Issue(TheConcert, Minji, 42);

        for (var i = 0; i < token.Length; i++)
        {
            // A change of four letters' worth, so that it is never only in bits that base64 does not use.
            var changed = new StringBuilder(token) { [i] = token[i] == 'A' ? 'Q' : 'A' }.ToString();
            var read = Tokens.Read(changed, Minji);
            Assert.True(read is null || i == token.Length - 1, $"A token changed at {i} is taken: {changed}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("AQ.AQ")]
    [InlineData("no token")]
    [InlineData("€.€")]
    public void What_is_no_token_is_no_good(string text) => Assert.Null(Tokens.Read(text, Minji));
}
