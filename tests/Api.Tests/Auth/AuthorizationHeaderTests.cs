namespace Concert.Auth;

/// <summary>An <c>Authorization</c> header that is no bearer token.</summary>
[Collection(nameof(ApiFixture))]
public sealed class AuthorizationHeaderTests(ApiFixture api)
{
    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer  ")]
    [InlineData("Bearer .")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer ....")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer e30.e30.")]
    [InlineData("Bearer e30.e30.e30")]
    [InlineData("Bearer eyJhbGciOjF9.e30.e30")]
    [InlineData("Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA")]
    [InlineData("Bearer null")]
    [InlineData("Bearer undefined")]
    [InlineData("Basic dTpw")]
    [InlineData("Digest username=\"u\"")]
    [InlineData("Negotiate YII=")]
    [InlineData("DPoP e30.e30.e30")]
    [InlineData("Bearer=e30.e30.e30")]
    [InlineData(", Bearer e30.e30.e30")]
    public async Task It_is_refused_where_a_user_is_required_and_ignored_elsewhere(string header)
    {
        var caller = api.Host.Anyone.With("Authorization", header);

        (await caller.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        (await caller.GetAsync("/v1/concerts")).Granted();
    }

    [Fact]
    public async Task The_scheme_is_known_in_any_case_and_two_headers_are_refused()
    {
        var token = (await api.Host.UserAsync()).AccessToken;

        (await api.Host.Anyone.With("Authorization", $"bearer {token}").GetAsync("/v1/wallet")).Granted();
        (await api.Host.Anyone.With("Authorization", $"BEARER  {token} ").GetAsync("/v1/wallet")).Granted();
        (await api.Host.Anyone.With("Authorization", $"Bearer {token}, Bearer {token}").GetAsync("/v1/wallet"))
            .Refused(401, "unauthenticated");
        (await api.Host.Anyone.With("Authorization", $"Token {token}").GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
    }
}
