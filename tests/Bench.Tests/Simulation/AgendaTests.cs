namespace Concert.Bench.Simulation;

public sealed class AgendaTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Agenda _agenda = new();
    private readonly List<string> _done = [];

    [Fact]
    public void Steps_run_at_their_time_and_those_of_one_time_in_the_order_in_which_they_were_added()
    {
        At(2 * Second, "late");
        At(Second, "first");
        At(Second, "second");
        Run();
        Assert.Equal(["first at 1", "second at 1", "late at 2"], _done);
    }

    [Fact]
    public void A_step_in_the_past_runs_now()
    {
        _agenda.At(2 * Second, () => At(Second, "late"));
        Run();
        Assert.Equal(["late at 2"], _done);
    }

    [Fact]
    public void Steps_after_the_end_do_not_run()
    {
        At(20 * Second, "never");
        Run();
        Assert.Empty(_done);
    }

    [Fact]
    public void The_clock_of_the_limits_is_the_time_of_the_step()
    {
        var timestamp = 0L;
        _agenda.At(3 * Second, () => timestamp = _agenda.GetTimestamp());
        Run();
        Assert.Equal(3 * Second, _agenda.GetElapsedTime(0, timestamp));
    }

    private void At(TimeSpan at, string name) => _agenda.At(at, () => _done.Add($"{name} at {_agenda.Now.TotalSeconds}"));

    private void Run() => _agenda.Run(10 * Second, () => false);
}
