using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Queues;

public sealed class WaitingPresenceTests
{
    private static readonly TimeSpan AbsentAfter = TimeSpan.FromMinutes(3);

    private readonly FakeTimeProvider _time = new();
    private readonly WaitingPresence _presence;

    public WaitingPresenceTests() => _presence = new(_time);

    [Fact]
    public void A_place_is_reported_once_in_a_period_however_often_its_user_polls()
    {
        for (var poll = 0; poll < 3; poll++) _presence.Note(7);
        _presence.Note(9);

        Assert.Equal([7L, 9], Take());
        _presence.Note(7);
        Assert.Empty(Take());
        _time.Advance(TimeSpan.FromSeconds(30));
        Take();
        _presence.Note(7);
        Assert.Equal([7L], Take());
    }

    [Fact]
    public void Whoever_streams_is_reported_in_each_period_until_the_last_stream_ends()
    {
        var (one, other) = (_presence.Stay(7), _presence.Stay(7));
        Assert.Equal([7L], Take());
        Assert.Empty(Take());
        one.Dispose();
        one.Dispose();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([7L], Take());

        other.Dispose();

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Empty(Take());
    }

    [Fact]
    public void A_report_that_failed_is_repeated()
    {
        _presence.Note(7);
        var taken = Take();

        _presence.GiveBack(taken);

        Assert.Equal([7L], Take());
    }

    [Fact]
    public void What_is_not_reported_at_the_end_of_a_period_is_reported_once()
    {
        _presence.Note(7);
        _time.Advance(TimeSpan.FromSeconds(30));
        _presence.Note(7);

        Assert.Equal([7L], Take());
        _presence.Note(7);
        Assert.Empty(Take());
    }

    [Fact]
    public void The_only_poll_of_a_period_is_reported_although_nothing_was_fetched_for_longer_than_one()
    {
        _presence.Note(7);
        Take();
        _time.Advance(TimeSpan.FromSeconds(60));

        _presence.Note(7);

        Assert.Equal([7L], Take());
    }

    [Fact]
    public void A_report_that_failed_late_repeats_no_place_twice()
    {
        _presence.Note(7);
        var taken = Take();
        _time.Advance(TimeSpan.FromSeconds(30));
        _presence.Note(7);

        _presence.GiveBack(taken);

        Assert.Equal([7L], Take());
    }

    [Fact]
    public void A_shorter_time_until_a_user_counts_as_away_has_shorter_periods()
    {
        _presence.Note(7);
        Take();
        _time.Advance(TimeSpan.FromSeconds(5));
        _presence.Take(TimeSpan.FromSeconds(30));

        _presence.Note(7);

        Assert.Equal([7L], _presence.Take(TimeSpan.FromSeconds(30)));
    }

    private ImmutableArray<long> Take() => _presence.Take(AbsentAfter);
}
