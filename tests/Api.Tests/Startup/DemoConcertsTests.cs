using Concert.Catalog;

namespace Concert.Startup;

public sealed class DemoConcertsTests
{
    private static readonly CreateConcert[] Concerts = [.. DemoConcerts.Concerts(ApiHost.Noon)];

    [Fact]
    public void The_arena_is_listed_first_and_the_stadium_last() => Assert.Equal(
        ["c_demo_arena", "c_demo_hall", "c_demo_club", "c_demo_stadium"], Concerts.Reverse().Select(concert => concert.ConcertId.Value));

    [Fact]
    public void The_stadium_has_fifty_thousand_seats()
    {
        var date = Assert.Single(Concerts[0].Performances);

        Assert.Equal(50_000, date.Sections.Sum(section => section.RowCount * section.SeatsPerRow));
        Assert.Equal(4, date.Sections.Select(section => section.Price).Distinct().Count());
    }

    [Fact]
    public void All_can_be_booked_today_and_all_ids_and_section_names_are_unique()
    {
        var dates = Concerts.SelectMany(concert => concert.Performances).ToList();

        Assert.All(dates, date => Assert.True(date.SalesOpenAt <= ApiHost.Noon && ApiHost.Noon < date.StartsAt));
        Assert.Equal(dates.Count, dates.Select(date => date.PerformanceId).Distinct().Count());
        Assert.All(dates, date => Assert.Equal(date.Sections.Length, date.Sections.Select(section => section.Name).Distinct().Count()));
    }
}
