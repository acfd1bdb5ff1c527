using static Concert.Queues.Moments;

namespace Concert.Queues;

/// <summary>Once more seats are held than free, no more users are admitted than there are free seats for.</summary>
public sealed class ChoosingUsersTests
{
    private static readonly AdmissionLimits Limits = new(MaxActive: 500);

    private readonly WaitingRoom _room = new(new(), [], DrawOrder.OfArrival, new QueueOptions(), AtNoon);

    public ChoosingUsersTests()
    {
        for (var user = 1; user <= 100; user++) _room.Join(new($"u{user}"), AtNoon);
    }

    private int SlotCount => _room.State.Slots.Count;

    [Fact]
    public void Until_the_seats_were_counted_the_slots_alone_limit_admission()
    {
        _room.Admit(Limits with { MaxActive = 70 }, AtNoon);

        Assert.Equal(70, SlotCount);
        Assert.True(_room.HasSeats);
    }

    [Fact]
    public void While_no_more_seats_are_held_than_free_the_slots_alone_limit_admission()
    {
        _room.NoteSeats(30, heldCount: 30, AtNoon);
        _room.Admit(Limits with { MaxActive = 70 }, AtNoon);

        Assert.Equal(70, SlotCount);
    }

    [Fact]
    public void As_many_users_are_admitted_as_seats_are_free_and_more_only_after_the_next_count()
    {
        _room.NoteSeats(30, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(30, SlotCount);
        Assert.False(_room.HasSeats);

        _room.NoteSeats(30, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(30, SlotCount);

        _room.NoteSeats(34, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(34, SlotCount);
    }

    [Fact]
    public void A_user_who_tried_to_reserve_or_left_makes_room_at_the_next_count()
    {
        _room.NoteSeats(30, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        _room.NoteTry(1);
        _room.Leave(new(new("u2"), 2), Limits, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(29, SlotCount);

        // The first user took a seat.
        _room.NoteSeats(29, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        Assert.Equal(30, SlotCount);
    }

    [Fact]
    public void Without_a_free_seat_nobody_is_admitted()
    {
        _room.NoteSeats(0, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);

        Assert.Equal(0, SlotCount);
    }

    [Fact]
    public void While_one_seat_is_free_ten_may_choose_so_that_one_who_is_slow_keeps_nobody_from_it()
    {
        _room.NoteSeats(1, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);

        Assert.Equal(10, SlotCount);
    }

    [Fact]
    public void Whoever_has_not_tried_within_two_minutes_keeps_no_seat_from_the_next()
    {
        _room.NoteSeats(30, heldCount: 500, AtNoon);
        _room.Admit(Limits, AtNoon);
        foreach (var slot in _room.State.Slots.Values) _room.Claim(new(slot.UserId, slot.Place), AtNoon);
        Count(seconds: 119.999);
        Assert.Equal(30, SlotCount);

        Count(seconds: 120);
        Assert.Equal(60, SlotCount);
    }

    [Fact]
    public void Users_of_the_activation_before_still_choose()
    {
        var rows = Enumerable.Range(1, 40).Select(place => place <= 30
            ? PlaceRow.Joined(place, new($"u{place}"), Noon) with { Status = PlaceStatus.Claimed, AdmittedAt = Noon, ActiveUntil = Noon.AddMinutes(10) }
            : PlaceRow.Joined(place, new($"u{place}"), Noon)).ToList();
        var state = QueueState.Of(new() { Opening = new(0, false, Noon) }, rows, DrawOrder.OfArrival, new(), AtNoon);
        var room = new WaitingRoom(state, rows, DrawOrder.OfArrival, new QueueOptions(), AtNoon);

        room.NoteSeats(32, heldCount: 500, AtNoon);
        room.Admit(Limits, AtNoon);

        Assert.Equal(32, room.State.Slots.Count);
    }

    private void Count(double seconds)
    {
        var now = AfterSeconds(seconds);
        // Everyone is there.
        _room.NoteAllSeen(now);
        _room.NoteSeats(30, heldCount: 500, now);
        _room.Admit(Limits, now);
    }
}
