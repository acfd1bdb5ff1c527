using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Concert.Auth;

public sealed class GatewayKeysTests
{
    [Fact]
    public void The_id_of_a_key_is_the_same_on_every_gateway_and_another_for_every_key()
    {
        var id = new GatewayKey(ApiHost.SigningKey).Id;

        Assert.Equal(11, id.Length);
        Assert.Equal(id, new GatewayKeys("another signing key, also of more than 32 bytes", ApiHost.SigningKey).All[1].Id);
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(number => new GatewayKey($"{ApiHost.SigningKey}{number}").Id).Distinct().Count());
    }

    [Fact]
    public async Task A_gateway_of_version_0_1_0_accepts_a_token_that_names_its_key()
    {
        var token = new AccessTokens(new(ApiHost.SigningKey), TimeProvider.System, new()).Issue(new("u_minji"), "Minji").Token;
        // The parameters of that version: one key, without an id.
        var validation = new TokenValidationParameters
        {
            ValidIssuer = "concert",
            ValidAudience = "concert",
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ApiHost.SigningKey)),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        };

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, validation);

        Assert.Equal(new GatewayKey(ApiHost.SigningKey).Id, new JsonWebToken(token).Kid);
        Assert.True(result.IsValid);
    }
}
