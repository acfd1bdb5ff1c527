using System.Collections.Immutable;

namespace Concert.Seats;

/// <summary>Several seats of a performance, asked in one message: each seat decides, and all are held or none.</summary>
[Collection(nameof(ConcertCluster))]
public sealed class SeatGroupTests(ConcertCluster cluster) : IAsyncLifetime
{
    private static readonly ImmutableArray<SeatId> Pair = [new("1-1-1"), new("1-1-2")];

    private AConcert _concert = null!;
    private ISeatGroupGrain _seats = null!;

    public async ValueTask InitializeAsync()
    {
        _concert = await cluster.ConcertAsync();
        _seats = cluster.Grains.GetGrain<ISeatGroupGrain>(_concert.PerformanceId.Value);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task All_seats_are_held_and_then_sold_or_freed()
    {
        Assert.Empty(await _seats.Hold(Pair, HoldOf("A")));
        Assert.Equal([SeatStatus.Held, SeatStatus.Held], await StatusesAsync());

        await _seats.Sell(Pair, new(new("r_A"), new("u_A")));
        Assert.Equal([SeatStatus.Sold, SeatStatus.Sold], await StatusesAsync());

        await _seats.Free(Pair, new("r_A"));
        Assert.Equal([SeatStatus.Available, SeatStatus.Available], await StatusesAsync());
    }

    [Theory]
    [InlineData("1-1-1")]
    [InlineData("1-1-2")]
    public async Task If_one_is_taken_none_is_held_and_the_answer_says_which(string taken)
    {
        await cluster.Seat(_concert, taken).Hold(HoldOf("A"));

        Assert.Equal([new SeatId(taken)], await _seats.Hold(Pair, HoldOf("B")));

        await cluster.Seat(_concert, taken).Free(new("r_A"));
        Assert.Equal([SeatStatus.Available, SeatStatus.Available], await StatusesAsync());
    }

    [Fact]
    public async Task The_answer_names_all_that_are_taken()
    {
        await _seats.Hold(Pair, HoldOf("A"));

        Assert.Equal(Pair, await _seats.Hold(Pair, HoldOf("B")));
    }

    [Fact]
    public async Task Of_users_who_want_overlapping_seats_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _seats.Hold(Pair, HoldOf($"{n}"))));

        Assert.Single(outcomes, taken => taken.IsEmpty);
        Assert.Equal([SeatStatus.Held, SeatStatus.Held], await StatusesAsync());
    }

    [Fact]
    public async Task A_withdrawal_undoes_one_attempt_of_a_reservation_and_no_other()
    {
        await _seats.Hold(Pair, HoldOf("A") with { Attempt = "first" });
        await _seats.Hold(Pair, HoldOf("A") with { Attempt = "second" });

        await _seats.Withdraw(Pair, new("r_A"), "first");
        Assert.Equal([SeatStatus.Held, SeatStatus.Held], await StatusesAsync());

        await _seats.Withdraw(Pair, new("r_A"), "second");
        Assert.Equal([SeatStatus.Available, SeatStatus.Available], await StatusesAsync());
    }

    private static SeatHold HoldOf(string name) => new(new($"r_{name}"), new($"u_{name}"), $"attempt-{name}", ConcertCluster.Noon.AddMinutes(5));

    private Task<SeatStatus[]> StatusesAsync() => Task.WhenAll(Pair.Select(seat => cluster.Seat(_concert, seat.Value).Read()));
}
