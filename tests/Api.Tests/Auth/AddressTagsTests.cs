using System.Net;
using Concert.Limits;

namespace Concert.Auth;

public sealed class AddressTagsTests
{
    private static readonly GatewayKeys Keys = new("a signing key of more than 32 bytes, for tests");
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.7");

    private readonly AddressTags _tags = new(Keys, new());

    [Fact]
    public void Every_gateway_computes_the_same_tag_of_an_address_and_another_of_another_address()
    {
        Assert.Equal(_tags.Of(Address), new AddressTags(new("a signing key of more than 32 bytes, for tests"), new()).Of(Address));
        Assert.NotEqual(_tags.Of(Address), _tags.Of(IPAddress.Parse("203.0.113.8")));
        Assert.NotEqual(0, _tags.Of(Address));
    }

    [Fact]
    public void Whoever_has_another_key_computes_other_tags() =>
        Assert.NotEqual(_tags.Of(Address), new AddressTags(new("another key of more than 32 bytes, for tests"), new()).Of(Address));

    [Fact]
    public void An_address_that_is_not_known_has_none_and_neither_has_any_with_limits_turned_off()
    {
        Assert.Equal(0, _tags.Of(IPAddress.None));
        Assert.Equal(0, new AddressTags(Keys, new RateLimitOptions { PerClientPerSecond = 0 }).Of(Address));
    }
}
