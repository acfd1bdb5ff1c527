using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Challenges;

public sealed class AddressUsersTests
{
    private static readonly IPAddress Campus = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("203.0.113.2");

    private readonly FakeTimeProvider _time = new(ApiHost.Noon);
    private readonly AddressUsers _users;

    public AddressUsersTests() => _users = new(_time);

    [Fact]
    public void Each_user_counts_once_and_for_their_address_only()
    {
        Assert.Equal(1, Note(Campus, 1));
        Assert.Equal(2, Note(Campus, 2));
        for (var i = 0; i < 100; i++) Assert.Equal(2, Note(Campus, 1));
        Assert.Equal(1, Note(Elsewhere, 1));
        Assert.Equal(3, Note(Campus, 3));
    }

    [Fact]
    public void The_count_falls_by_half_in_each_half_life()
    {
        for (var user = 0; user < 100; user++) Note(Campus, user);

        _time.Advance(AddressUsers.HalfLife);
        Assert.Equal(51, Note(Campus, 100));
        _time.Advance(AddressUsers.HalfLife * 2);
        Assert.Equal(14, Note(Campus, 101));
        _time.Advance(AddressUsers.HalfLife * 20);
        Assert.Equal(2, Note(Campus, 102));
    }

    [Fact]
    public void A_user_who_asks_again_after_a_half_life_counts_again()
    {
        Note(Campus, 1);
        _time.Advance(AddressUsers.HalfLife - TimeSpan.FromSeconds(1));
        Assert.Equal(1, Note(Campus, 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Note(Campus, 1));
    }

    [Fact]
    public void Users_who_come_at_once_are_all_counted()
    {
        Enumerable.Range(0, 1_000).AsParallel().ForAll(user => Note(Campus, user));

        Assert.Equal(1_001, Note(Campus, 1_000));
    }

    private long Note(IPAddress address, int user) => _users.Note(address, new($"u_{user}"));
}
