using System.Collections.Immutable;
using Concert.Catalog;

namespace Concert.Storage;

public abstract class CatalogSuite<TDatabase> : StorageSuite<TDatabase>
    where TDatabase : ITestDatabase, new()
{
    [Fact]
    public async Task A_concert_is_read_back_unchanged_after_reopening()
    {
        var created = await Storage.Catalog.CreateAsync(AConcert("c1"));
        await ReopenAsync();

        var found = await Storage.Catalog.FindAsync(new("c1"));
        var byPerformance = await Storage.Catalog.FindByPerformanceAsync(new("c1-late"));

        Assert.NotNull(found);
        Assert.Equivalent(created, found, strict: true);
        Assert.Equivalent(found, byPerformance, strict: true);
        Assert.Equal(["c1-early", "c1-late"], found.Performances.Select(layout => layout.PerformanceId.Value));
        var early = found.Performances[0];
        Assert.Equal((Noon.AddHours(7), Noon, Noon.AddHours(7)), (early.StartsAt, early.SalesOpenAt, early.SalesCloseAt));
        Assert.Equal([new Section("Floor", 10, 20, new(150_000)), new("Balcony", 5, 12, new(90_000))], early.Sections);
    }

    [Fact]
    public async Task A_zone_and_the_end_of_a_sale_are_read_back()
    {
        var plan = AConcert("c1");
        await Storage.Catalog.CreateAsync(plan with
        {
            TimeZone = "Australia/Lord_Howe",
            Performances = [plan.Performances[0] with { SalesCloseAt = Noon.AddHours(6) }, plan.Performances[1]],
        });
        await Storage.Catalog.CreateAsync(AConcert("c2"));
        await ReopenAsync();

        var found = (await Storage.Catalog.FindAsync(new("c1")))!;
        Assert.Equal("Australia/Lord_Howe", found.TimeZone);
        Assert.Equal([Noon.AddHours(6), Noon.AddHours(31)], found.Performances.Select(layout => layout.SalesCloseAt));
        Assert.Equal([null, "Australia/Lord_Howe"], (await Storage.Catalog.ListAsync(new(10, null))).Items.Select(item => item.TimeZone));
    }

    [Fact]
    public async Task A_concert_of_an_earlier_version_has_no_zone_and_is_sold_until_it_starts()
    {
        await Storage.Catalog.CreateAsync(AConcert("c1"));
        await Database.ExecuteAsync("update concert set time_zone = null");
        await Database.ExecuteAsync("update performance set sales_close_at = null");

        var found = (await Storage.Catalog.FindAsync(new("c1")))!;

        Assert.Null(found.TimeZone);
        Assert.All(found.Performances, layout => Assert.Equal(layout.StartsAt, layout.SalesCloseAt));
    }

    [Fact]
    public async Task A_concert_that_was_never_created_is_not_found()
    {
        Assert.Null(await Storage.Catalog.FindAsync(new("c1")));
        Assert.Null(await Storage.Catalog.FindByPerformanceAsync(new("p1")));
    }

    [Fact]
    public async Task A_concert_created_twice_is_the_first_one()
    {
        await Storage.Catalog.CreateAsync(AConcert("c1"));

        var again = await Storage.Catalog.CreateAsync(AConcert("c1") with { Title = "Another" });

        Assert.Equal("Concert c1", again.Title);
        Assert.Single((await Storage.Catalog.ListAsync(new(10, null))).Items);
    }

    [Fact]
    public async Task A_concert_created_by_many_at_once_is_created_once()
    {
        var other = await OpenAnotherAsync();

        var created = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(number => (number % 2 == 0 ? Storage : other).Catalog.CreateAsync(AConcert("c1"))));

        Assert.All(created, concert => Assert.Equal(2, concert.Performances.Length));
        Assert.Equal(2L, await Database.ScalarAsync("select count(*) from performance"));
    }

    [Fact]
    public async Task Pages_are_newest_first_without_gaps_or_duplicates()
    {
        for (var number = 1; number <= 5; number++) await Storage.Catalog.CreateAsync(AConcert($"c{number}"));

        var first = await Storage.Catalog.ListAsync(new(2, null));
        await Storage.Catalog.CreateAsync(AConcert("c6"));
        var second = await Storage.Catalog.ListAsync(new(2, first.Next));
        var third = await Storage.Catalog.ListAsync(new(2, second.Next));

        Assert.Equal(["c5", "c4"], Ids(first));
        Assert.Equal(["c3", "c2"], Ids(second));
        Assert.Equal(["c1"], Ids(third));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Concerts_that_are_not_over_are_listed_with_the_prices_and_seats_of_each_date()
    {
        await Storage.Catalog.CreateAsync(AConcert("c1"));
        await Storage.Catalog.CreateAsync(AConcert("c2"));

        var listed = await Storage.Catalog.ListedAsync(new(0, [], 10), Noon.AddHours(8));

        Assert.Equal(["c1", "c2"], listed.Select(concert => concert.ConcertId.Value));
        Assert.Equal(
            [
                new(new("c1-early"), Noon.AddHours(7), Noon, Noon.AddHours(7), new(90_000), new(150_000), 260),
                new(new("c1-late"), Noon.AddHours(31), Noon, Noon.AddHours(31), Money.Zero, Money.Zero, 1),
            ],
            listed[0].Dates);
        Assert.Empty(await Storage.Catalog.ListedAsync(new(0, [], 10), Noon.AddHours(31)));
    }

    [Fact]
    public async Task The_list_goes_on_after_a_concert_and_leaves_out_those_that_the_caller_has()
    {
        for (var number = 1; number <= 5; number++) await Storage.Catalog.CreateAsync(AConcert($"c{number}"));
        var all = await Storage.Catalog.ListedAsync(new(0, [], 10), Noon);

        var page = await Storage.Catalog.ListedAsync(new(all[0].Seq, [all[1].Seq, all[3].Seq], 2), Noon);

        Assert.Equal(["c3", "c5"], page.Select(concert => concert.ConcertId.Value));
        Assert.Equal(["c1", "c2"], (await Storage.Catalog.ListedAsync(new(0, [], 2), Noon)).Select(concert => concert.ConcertId.Value));
    }

    [Fact]
    public async Task A_concert_of_five_hundred_dates_is_read_back_unchanged()
    {
        var sections = Enumerable.Range(1, 12).Select(number => new Section($"S{number}", 10, 10, new(number * 1_000))).ToImmutableArray();
        var musical = AConcert("c1") with
        {
            Performances = [.. Enumerable.Range(1, 500).Select(day => new PerformancePlan(new($"p{day}"), Noon.AddDays(day), Noon, sections))],
        };

        var created = await Storage.Catalog.CreateAsync(musical);

        Assert.Equal(musical.Performances.Select(plan => plan.PerformanceId), created.Performances.Select(layout => layout.PerformanceId));
        Assert.All(created.Performances, layout => Assert.Equal(sections, layout.Sections));
        Assert.Equal(500, (await Storage.Catalog.ListedAsync(new(0, [], 1), Noon))[0].Dates.Length);
    }

    private static IEnumerable<string> Ids(ConcertPage page) => page.Items.Select(item => item.ConcertId.Value);

    private static CreateConcert AConcert(string id) => new(
        new(id),
        $"Concert {id}",
        "The Artists",
        "The Hall",
        [
            new(
                new($"{id}-early"),
                Noon.AddHours(7),
                Noon,
                [new("Floor", 10, 20, new(150_000)), new("Balcony", 5, 12, new(90_000))]),
            new(new($"{id}-late"), Noon.AddHours(31), Noon, [new("Floor", 1, 1, Money.Zero)]),
        ]);
}
