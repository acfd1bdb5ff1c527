using System.Net;
using Microsoft.AspNetCore.Http;

namespace Concert.Http;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3:3:4:5:6", "2001:db8:1:3::")]
    [InlineData("fe80::1%3", "fe80::")]
    [InlineData("::1", "::")]
    public void An_IPv4_address_counts_alone_and_an_IPv6_address_with_its_network(string address, string counted) =>
        Assert.Equal(IPAddress.Parse(counted), ClientAddress.CountedFor(IPAddress.Parse(address)));

    [Fact]
    public void A_connection_without_an_address_counts_with_all_others_of_its_kind() =>
        Assert.Equal(IPAddress.None, ClientAddress.Of(new DefaultHttpContext()));
}
