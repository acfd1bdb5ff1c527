namespace Concert.History;

/// <summary>Tests the checker itself: each test plants one kind of violation, and the checker must find it.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly DateTimeOffset Opens = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ClientHistory _history = new();
    private readonly List<JournalEntry> _journal =
    [
        new("ann", 1, "charged", 100, 100, null, "c1", "t1"),
        new("ann", 2, "reserved", 0, 100, "r1", "h1", null),
        new("ann", 3, "paid", -60, 40, "r1", "p1", "pay1"),
        new("bob", 1, "charged", 50, 50, null, "c1", "t2"),
        new("bob", 2, "reserved", 0, 50, "r2", "h1", null),
        new("bob", 3, "expired", 0, 50, "r2", null, null),
    ];

    private readonly List<ReservationRecord> _reservations = [new("r1", "ann", "Paid", ["A1", "A2"]), new("r2", "bob", "Expired", ["A3"])];
    private readonly List<SeatSnapshotRow> _seats =
        [new("A1", "Sold", "r1", "ann"), new("A2", "Sold", "r1", "ann"), new("A3", "Available", null, null)];

    private readonly List<PlaceRecord> _places = [new("c", 1, "ann"), new("c", 2, "bob")];

    public HistoryCheckerTests()
    {
        foreach (var command in new[]
        {
            new Command("ann", "c1", Verb.Charge, 100, null, "t1", true),
            new Command("ann", "h1", Verb.Reserve, 0, "r1", null, true),
            new Command("ann", "p1", Verb.Pay, 0, "r1", "pay1", true),
            new Command("bob", "c1", Verb.Charge, 50, null, "t2", true),
            new Command("bob", "h1", Verb.Reserve, 0, "r2", null, true),
            new Command("bob", "p1", Verb.Pay, 0, "r2", null, false),
        })
        {
            _history.Commands.Add(command);
        }

        _history.Joins.Add(new("c", "ann", 1, SentAt: 10, AnsweredAt: 20));
        _history.Joins.Add(new("c", "bob", 2, SentAt: 15, AnsweredAt: 30));
    }

    [Fact]
    public void A_correct_history_passes() => Assert.Empty(Check());

    [Fact]
    public void A_double_sale_is_found()
    {
        _journal[^1] = new("bob", 3, "paid", -50, 0, "r2", "p2", "pay2");
        _history.Commands.Add(new("bob", "p2", Verb.Pay, 0, "r2", "pay2", true));
        _reservations[1] = new("r2", "bob", "Paid", ["A2"]);

        Found("sold twice: seat A2");
    }

    [Fact]
    public void A_lost_payment_is_found()
    {
        _journal.RemoveAt(2);
        _reservations[0] = _reservations[0] with { Status = "Expired" };

        Found("lost: Pay p1 of ann");
        Found("answer contradicted: Pay of r1");
    }

    [Fact]
    public void A_doubled_charge_is_found_under_one_key_and_under_one_id()
    {
        _journal.Add(new("bob", 4, "charged", 50, 100, null, "c1", "t2"));

        Found("applied twice: (bob, c1)");
        Found("applied twice: (charged, t2)");
    }

    [Fact]
    public void A_charge_that_nobody_requested_is_found()
    {
        _journal.Add(new("bob", 4, "charged", 50, 100, null, "c9", "t9"));

        Found("not requested: bob row 4");
    }

    [Fact]
    public void A_charge_with_a_wrong_amount_or_a_wrong_id_is_found()
    {
        _journal[3] = _journal[3] with { Amount = 51, Balance = 51 };
        Found("wrong amount: c1 of bob");

        _journal[3] = _journal[3] with { Id = "t3" };
        Found("wrong id: Charge c1 of bob");
    }

    [Fact]
    public void A_refused_command_that_was_applied_is_found()
    {
        _journal.Add(new("bob", 4, "paid", -50, 0, "r2", "p1", "pay9"));

        Found("refused but applied: Pay p1 of bob");
        Found("invalid events: r2 has reserved expired paid");
    }

    [Fact]
    public void A_ledger_that_does_not_add_up_has_a_gap_or_is_negative_is_found()
    {
        _journal[2] = _journal[2] with { Balance = 41 };
        Found("ledger does not add up: ann row 3");

        _journal[2] = _journal[2] with { Amount = -160, Balance = -60 };
        Found("negative balance: ann row 3");

        _journal.RemoveAt(1);
        Found("ledger gap: ann has row 3");
    }

    [Fact]
    public void A_paid_seat_that_is_not_sold_or_sold_to_another_is_found()
    {
        _seats[0] = _seats[0] with { Status = "Held" };
        Found("paid, not sold: seat A1");

        _seats[0] = new("A1", "Sold", "r1", "bob");
        Found("paid, not sold: seat A1");

        _seats.RemoveAt(0);
        Found("paid, not sold: seat A1");
    }

    [Theory]
    [InlineData("Sold")]
    [InlineData("Held")]
    public void A_seat_that_is_taken_without_a_payment_is_found(string status)
    {
        _seats[2] = new("A3", status, "r2", "bob");

        Found("not paid, not free: seat A3");
    }

    [Fact]
    public void A_status_that_differs_from_the_journal_and_a_hold_that_never_expired_are_found()
    {
        _reservations[1] = _reservations[1] with { Status = "Held" };

        Found("status differs: r2");
        Found("not expired: r2");
    }

    [Fact]
    public void A_lost_refund_and_a_lost_release_are_found()
    {
        _history.Commands.Add(new("ann", "f1", Verb.Refund, 0, "r1", "ref1", true));
        _history.Commands.Add(new("bob", "x1", Verb.Release, 0, "r2", null, true));

        Found("lost: Refund f1 of ann");
        Found("answer contradicted: Refund of r1");
        Found("answer contradicted: Release of r2");
    }

    [Fact]
    public void A_place_given_twice_and_a_gap_between_places_are_found()
    {
        _places.Add(new("c", 2, "eve"));
        Found("place gap: c");

        _places[^1] = new("c", 4, "eve");
        Found("place gap: c");
    }

    [Fact]
    public void A_lost_place_and_a_place_that_nobody_requested_are_found()
    {
        _places[1] = new("c", 2, "eve");

        Found("lost: place 2 of bob");
        Found("not requested: place 2 of eve");
    }

    [Fact]
    public void A_place_whose_row_was_lost_is_found()
    {
        _places[1] = _places[1] with { IsLost = true };

        Found("row lost: place 2 of bob");
    }

    [Fact]
    public void A_position_that_grew_is_found()
    {
        _history.Moves.Add(new("bob", From: 7, To: 7));
        Assert.Empty(Check());

        _history.Moves.Add(new("bob", From: 7, To: 8));
        Found("step back: bob");
    }

    [Fact]
    public void A_user_who_was_overtaken_is_found()
    {
        _places.Add(new("c", 3, "cid"));
        _history.Joins.Add(new("c", "cid", 3, SentAt: 5, AnsweredAt: 9));

        Found("overtaken: cid");
    }

    [Fact]
    public void A_place_that_an_unanswered_request_gave_overtakes_nobody()
    {
        _history.Joins.Clear();
        _history.Joins.Add(new("c", "ann", 1, SentAt: 10, AnsweredAt: 20, IsNew: false));
        _history.Joins.Add(new("c", "bob", 2, SentAt: 5, AnsweredAt: 9));

        Assert.Empty(Check());
    }

    [Fact]
    public void A_user_who_joined_another_queue_earlier_is_not_overtaken()
    {
        _places.Add(new("d", 1, "ann"));
        _history.Joins.Add(new("d", "ann", 1, SentAt: 5, AnsweredAt: 9));

        Assert.Empty(Check());
    }

    [Theory]
    [InlineData(0, -1, false)]
    [InlineData(0, 0, true)]
    [InlineData(1500, -1, false)]
    [InlineData(1500, 0, true)]
    [InlineData(-1500, -1, false)]
    [InlineData(-1500, 0, true)]
    public void A_reservation_that_was_granted_before_the_opening_is_found(int skew, int answeredAt, bool isAllowed)
    {
        _history.Openings.Add(new("c", "p", Opens, TimeSpan.FromMilliseconds(skew)));
        _history.ReserveAnswers.Add(new("ann", "h1", "p", Opens.AddSeconds(-9), Opens.AddMilliseconds(answeredAt), null));

        if (isAllowed) Assert.Empty(Check());
        else Found("too early: h1 of ann");
    }

    [Theory]
    [InlineData(0, -1, true)]
    [InlineData(0, 0, false)]
    [InlineData(-1500, 1499, true)]
    [InlineData(-1500, 1500, false)]
    [InlineData(1500, -1, true)]
    [InlineData(1500, 0, false)]
    public void A_request_that_was_refused_after_the_opening_because_the_sale_is_closed_is_found(int skew, int sentAt, bool isAllowed)
    {
        _history.Openings.Add(new("c", "p", Opens, TimeSpan.FromMilliseconds(skew)));
        _history.ReserveAnswers.Add(new("ann", "h9", "p", Opens.AddMilliseconds(sentAt), Opens.AddSeconds(9), "sales_closed"));

        if (isAllowed) Assert.Empty(Check());
        else Found("too late: h9 of ann");
    }

    [Fact]
    public void Other_refusals_say_nothing_about_the_opening_and_each_sale_has_its_own()
    {
        _history.Openings.Add(new("c", "p", Opens, TimeSpan.Zero));
        _history.Openings.Add(new("d", "q", Opens.AddSeconds(60), TimeSpan.Zero));
        _history.ReserveAnswers.Add(new("ann", "h9", "p", Opens.AddSeconds(1), Opens.AddSeconds(2), "seat_taken"));
        Assert.Empty(Check());

        _history.ReserveAnswers.Add(new("ann", "h8", "q", Opens.AddSeconds(1), Opens.AddSeconds(2), null));
        Found("too early: h8 of ann");
    }

    private IReadOnlyList<string> Check() => HistoryChecker.Check(_history, new(_journal, _reservations, _seats, _places));

    private void Found(string start) => Assert.Contains(Check(), line => line.StartsWith(start, StringComparison.Ordinal));
}
