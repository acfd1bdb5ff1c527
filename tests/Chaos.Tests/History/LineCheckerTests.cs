namespace Concert.History;

/// <summary>Tests the checker itself: each test plants one kind of violation, and the checker must find it.</summary>
public sealed class LineCheckerTests
{
    private const string Concert = "c";

    private static readonly DateTimeOffset Opens = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    // Ann, bob and cid are early, at the places 1 to 3, and have the turns 3, 1 and 2. Dee is late. There are two slots.
    private readonly OpenedLine _line = new(Concert, Opens, MaxActive: 2, [(2, "bob"), (3, "cid"), (1, "ann")]);

    private readonly List<PlaceStep> _steps =
    [
        Step(1, "ann", "Waiting", -3, 1),
        Step(2, "bob", "Waiting", -2, 2),
        Step(3, "cid", "Waiting", -1, 3),
        Step(3, "cid", "Admitted", 0, 4),
        Step(2, "bob", "Admitted", 0, 4),
        Step(4, "dee", "Waiting", 1, 5),
        Step(2, "bob", "Claimed", 2, 6),
        Step(2, "bob", "Ended", 3, 7),
        Step(1, "ann", "Admitted", 3, 7),
        Step(3, "cid", "Ended", 4, 8),
        Step(4, "dee", "Admitted", 4, 8),
    ];

    [Fact]
    public void A_line_in_the_order_of_the_draw_passes() => Assert.Empty(Check());

    [Fact]
    public void A_place_that_gave_up_is_not_passed_over()
    {
        _steps[8] = Step(1, "ann", "Departed", 3, 7);

        Assert.Empty(Check());
    }

    [Fact]
    public void A_row_may_be_removed_only_if_its_user_departed()
    {
        var removed = _line with { Turns = [(2, "bob"), (3, "cid"), (1, "-")] };
        Assert.Contains(LineChecker.Check(removed, _steps), line => line.StartsWith("drawn for another: place 1 of ann", StringComparison.Ordinal));

        _steps[8] = Step(1, "ann", "Departed", 3, 7);
        Assert.Empty(LineChecker.Check(removed, _steps));
    }

    [Fact]
    public void A_place_of_another_concert_says_nothing()
    {
        _steps.Insert(0, Step(9, "eve", "Admitted", -9, 0) with { Concert = "d" });

        Assert.Empty(Check());
    }

    [Theory]
    [InlineData("Admitted")]
    [InlineData("Claimed")]
    [InlineData("Ended")]
    public void A_slot_before_the_opening_is_found(string status)
    {
        _steps[4] = Step(2, "bob", status, -0.001, 4);

        Found("admitted too early: bob at 2 was " + status);
    }

    [Fact]
    public void An_early_user_who_is_admitted_out_of_turn_is_found()
    {
        _steps[4] = Step(1, "ann", "Admitted", 0, 4);

        Found("passed over: bob at 2 waited at turn 1 when turn 3 was admitted");
    }

    [Fact]
    public void A_late_user_before_an_early_one_is_found()
    {
        (_steps[8], _steps[10]) = (Step(4, "dee", "Admitted", 3, 7), Step(1, "ann", "Admitted", 4, 8));

        Found("passed over: ann at 1 waited at turn 3 when turn 4 was admitted");
    }

    [Fact]
    public void A_slot_too_many_is_found_only_if_it_was_there_after_a_commit()
    {
        (_steps[7], _steps[8]) = (_steps[8], _steps[7]);
        Assert.Empty(Check());

        _steps[7] = _steps[7] with { Commit = 9 };
        Found("too many slots: 3 of 2");
    }

    [Fact]
    public void An_early_user_who_was_not_drawn_is_found()
    {
        _steps.Insert(3, Step(4, "eve", "Waiting", -0.5, 9));
        _steps.RemoveAll(step => step.User == "dee");

        Found("not drawn: eve joined at 4");
    }

    [Fact]
    public void A_late_user_who_was_drawn_and_a_place_that_was_drawn_for_another_are_found()
    {
        _steps.RemoveAt(0);
        _steps.Insert(5, Step(1, "dan", "Waiting", 1, 9));

        Found("drawn too late: dan joined at 1");
        Found("drawn for another: place 1 of dan was drawn for ann");
    }

    private static PlaceStep Step(long place, string user, string status, double seconds, ulong commit) =>
        new(Concert, place, user, status, Opens.AddSeconds(seconds), commit);

    private IReadOnlyList<string> Check() => LineChecker.Check(_line, _steps);

    private void Found(string start) => Assert.Contains(Check(), line => line.StartsWith(start, StringComparison.Ordinal));
}
