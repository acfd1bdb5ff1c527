using Concert.Reservations;

namespace Concert.Seats;

/// <summary>An attempt to make or to change a reservation, in the model of the protocol.</summary>
internal sealed class ModelAttempt(int user, int activation, TimeSpan offset, SeatHold hold, SeatId[] wanted, ChangeSeats? change = null)
{
    /// <summary>Null: it is to make the reservation.</summary>
    public ChangeSeats? Change => change;

    public int User => user;

    public int Activation => activation;

    /// <summary>Of the clock of the silo that runs this attempt.</summary>
    public TimeSpan Offset => offset;

    public SeatHold Hold => hold;

    public SeatId[] Wanted => wanted;

    public int HeldCount { get; set; }

    public bool IsRefused { get; set; }

    public bool IsConfirmed { get; set; }

    public bool IsOver => IsRefused || IsConfirmed;
}
