using System.Text;
using Concert.Catalog;
using Concert.Http;

namespace Concert.Seats;

public sealed class SeatMapSnapshotTests
{
    private const SeatStatus A = SeatStatus.Available;
    private const SeatStatus H = SeatStatus.Held;
    private const SeatStatus S = SeatStatus.Sold;

    private static readonly PerformanceLayout Layout = new(
        new("p_1"), new("c_1"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [new("Floor", 1, 2, new(1)), new("Balcony", 2, 1, new(1))]);

    private readonly SeatMapText _text = new(Layout, ConcertJson.Encoder);

    [Fact]
    public void A_compact_snapshot_has_a_letter_for_each_seat_in_the_layouts_order() => Assert.Equal(
        """{"performanceId":"p_1","version":7,"statuses":"ahsa"}""", Text(Picture(7, [A, H, S, A]).Snapshot(isCompact: true)));

    [Fact]
    public void A_compact_change_names_what_changed_since_the_picture_before()
    {
        var before = Picture(7, [A, H, S, A]);

        var after = new SeatMapSnapshot(_text, 9, [H, S, A, A], previousVersion: 7, [0, 1, 2]);

        Assert.Equal(
            """{"performanceId":"p_1","version":9,"available":[2],"held":[0],"sold":[1]}""", Text(after.ChangeSince(before, isCompact: true)));
    }

    [Fact]
    public void Who_saw_an_older_picture_gets_what_changed_since_that_one()
    {
        var seen = Picture(5, [A, A, A, A]);

        var after = new SeatMapSnapshot(_text, 9, [H, A, A, S], previousVersion: 7, [3]);

        Assert.Equal(
            """{"performanceId":"p_1","version":9,"available":[],"held":[0],"sold":[3]}""", Text(after.ChangeSince(seen, isCompact: true)));
    }

    [Fact]
    public void All_who_watch_share_the_same_bytes()
    {
        var before = Picture(7, [A, A, A, A]);
        var after = new SeatMapSnapshot(_text, 8, [H, A, A, A], previousVersion: 7, [0]);

        foreach (var isCompact in new[] { true, false })
        {
            Assert.Same(after.Snapshot(isCompact), after.Snapshot(isCompact));
            Assert.Same(after.ChangeSince(before, isCompact), after.ChangeSince(before, isCompact));
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private SeatMapSnapshot Picture(long version, SeatStatus[] statuses) => new(_text, version, statuses, previousVersion: -1, []);
}
