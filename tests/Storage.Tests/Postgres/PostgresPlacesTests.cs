using Concert.Queues;

namespace Concert.Storage;

/// <summary>Several changes of the places of a queue in one batch.</summary>
public sealed class PostgresPlacesTests : PostgresStoreTest
{
    private static readonly ConcertId Concert = new("c1");

    [Fact]
    public async Task All_steps_of_a_place_in_one_batch_are_one_row()
    {
        var chain = new AppendChain();
        var slot = Rows.Slot(1, "user-1");
        await CommitAsync(Place(1, chain), Place(2, chain));

        var answers = await CommitAsync(
            Place(3, chain),
            Step(PlaceChange.Admit(slot), chain),
            Step(PlaceChange.Admit(slot with { Place = 3 }), chain),
            Step(PlaceChange.Depart(2, new("user-2"), Rows.Noon), chain),
            Step(PlaceChange.Claim(slot, Rows.Noon), chain),
            Step(PlaceChange.End(slot with { IsClaimed = true }, Rows.Noon.AddMinutes(1)), chain));

        Assert.DoesNotContain(false, answers);
        Assert.Equal("Ended Departed Admitted", await Database.ScalarAsync("select string_agg(status, ' ' order by place) from queue_place"));
        Assert.Equal(
            "1",
            await Database.ScalarAsync("select string_agg(place::text, ' ') from queue_place where admitted_at = '2030-06-01 12:00Z' and ended_at = '2030-06-01 12:01Z'"));
    }

    [Fact]
    public async Task A_step_from_another_status_and_all_steps_after_it_are_refused()
    {
        var chain = new AppendChain();
        var slot = Rows.Slot(1, "user-1");
        await CommitAsync(Place(1, chain), Place(2, chain));
        await CommitAsync(Step(PlaceChange.Admit(slot), chain), Step(PlaceChange.Claim(slot, Rows.Noon), chain));

        var answers = await CommitAsync(
            Step(PlaceChange.Depart(2, new("user-2"), Rows.Noon), chain),
            Step(PlaceChange.End(slot, Rows.Noon), chain),
            Place(3, chain));

        Assert.Equal([true, false, false], answers);
        Assert.Equal("Claimed Departed", await Database.ScalarAsync("select string_agg(status, ' ' order by place) from queue_place"));
    }

    [Fact]
    public async Task Two_activations_of_one_queue_in_one_batch_each_get_exact_results()
    {
        var (first, second) = (new AppendChain(), new AppendChain());
        await CommitAsync(Place(1, first));

        var answers = await CommitAsync(
            Step(PlaceChange.Depart(1, new("user-1"), Rows.Noon), first),
            Step(PlaceChange.Admit(Rows.Slot(1, "user-1")), second),
            Place(2, first),
            Place(2, second));

        Assert.Equal([true, false, true, false], answers);
    }

    private static PlaceWrite Place(long place, AppendChain chain) => Step(Rows.Join(place, $"user-{place}"), chain);

    private static PlaceWrite Step(PlaceChange change, AppendChain chain) => new(Concert, change, chain);
}
