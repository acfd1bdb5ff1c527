using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Catalog;
using Concert.Http;

namespace Concert.Seats;

public sealed class SeatMapSnapshotTests
{
    private const SeatStatus A = SeatStatus.Available;
    private const SeatStatus H = SeatStatus.Held;
    private const SeatStatus S = SeatStatus.Sold;

    private static readonly PerformanceLayout Layout = new(
        new("p_1"),
        new("c_1"),
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch,
        [new("Floor", 1, 2, new(1)), new("Balcony", 2, 1, new(1))]);

    private readonly SeatMapText _text = new(Layout, WireFormat.Encoder);

    [Fact]
    public void A_compact_snapshot_has_a_letter_for_each_seat_in_the_layouts_order() => Assert.Equal(
        """{"performanceId":"p_1","version":7,"statuses":"ahsa"}""", Text(First(7, A, H, S, A).Compact()));

    [Fact]
    public void A_compact_change_names_the_seats_that_changed_since_the_previous_version()
    {
        var before = First(7, A, H, S, A);

        var after = before.Next(Delta(9, (0, H), (1, S), (2, A)));

        Assert.Equal(
            """{"performanceId":"p_1","version":9,"available":[2],"held":[0],"sold":[1]}""",
            Text(after.ChangeSince(before, isCompact: true)));
    }

    [Fact]
    public void A_seat_that_changed_and_changed_back_is_not_in_the_change()
    {
        var before = First(7, A, H, S, A);

        var after = before.Next(Delta(10, (0, A), (1, A)));

        Assert.Equal(
            """{"performanceId":"p_1","version":10,"available":[1],"held":[],"sold":[]}""",
            Text(after.ChangeSince(before, isCompact: true)));
    }

    [Fact]
    public void A_view_with_every_seat_also_becomes_a_change()
    {
        var before = First(7, A, H, S, A);

        var after = before.Next(new SeatMapView(9, IsSnapshot: true, [], [A, S, S, H]));

        Assert.Equal(
            """{"performanceId":"p_1","version":9,"available":[],"held":[3],"sold":[1]}""",
            Text(after.ChangeSince(before, isCompact: true)));
    }

    [Fact]
    public void A_watcher_that_skipped_a_version_gets_the_changes_of_all_skipped_versions()
    {
        var seen = First(5, A, A, A, A);

        var after = seen.Next(Delta(7, (0, H))).Next(Delta(9, (3, S)));

        Assert.Equal(
            """{"performanceId":"p_1","version":9,"available":[],"held":[0],"sold":[3]}""",
            Text(after.ChangeSince(seen, isCompact: true)));
    }

    [Fact]
    public void A_view_without_changes_makes_no_new_snapshot()
    {
        var before = First(7, A, A, A, A);

        Assert.Same(before, before.Next(Delta(7)));
    }

    [Fact]
    public void A_view_that_lacks_seats_is_a_fault() => Assert.Throws<UnavailableException>(() => First(7, A, A, A));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_change_is_lost_however_many_versions_a_watcher_skips(bool isCompact)
    {
        var random = new Random(20270301);
        SeatStatus[] truth = [A, A, A, A];
        var snapshot = First(1, truth);
        var watchers = Enumerable.Range(0, 3).Select(_ => (Seen: snapshot, Known: (SeatStatus[])[.. truth])).ToArray();

        for (var version = 2; version < 500; version++)
        {
            var changed = Enumerable.Range(0, truth.Length).Where(_ => random.Next(3) == 0).ToArray();
            foreach (var index in changed) truth[index] = (SeatStatus)random.Next(3);
            snapshot = snapshot.Next(
                random.Next(5) == 0
                    ? new SeatMapView(version, IsSnapshot: true, [], [.. truth])
                    : Delta(version, [.. changed.Select(index => (index, truth[index]))]));

            for (var number = 0; number < watchers.Length; number++)
            {
                // The first watcher reads every version, the second about every third, the last about every tenth.
                if (random.Next(new[] { 1, 3, 10 }[number]) != 0) continue;
                Apply(JsonNode.Parse(snapshot.ChangeSince(watchers[number].Seen, isCompact))!, watchers[number].Known);
                Assert.Equal(truth, watchers[number].Known);
                watchers[number].Seen = snapshot;
            }
        }
    }

    [Fact]
    public void All_watchers_share_the_same_bytes()
    {
        var before = First(7, A, A, A, A);
        var after = before.Next(Delta(8, (0, H)));

        Assert.Same(after.Compact(), after.Compact());
        foreach (var flag in new[] { true, false })
        {
            Assert.Same(after.Body(only: null, compressed: flag), after.Body(only: null, compressed: flag));
            Assert.Same(after.ChangeSince(before, isCompact: flag), after.ChangeSince(before, isCompact: flag));
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static SeatMapView Delta(long version, params ImmutableArray<(int Index, SeatStatus Status)> changes) => new(
        version, IsSnapshot: false, [.. changes.Select(change => change.Index)], [.. changes.Select(change => change.Status)]);

    /// <summary>What a client does with an event of either form.</summary>
    private static void Apply(JsonNode change, SeatStatus[] seats)
    {
        foreach (var seat in change["seats"]?.AsArray() ?? [])
        {
            var index = Layout.IndexOf(new(seat!["seatId"]!.GetValue<string>()));
            seats[index] = Enum.Parse<SeatStatus>(seat["status"]!.GetValue<string>(), ignoreCase: true);
        }

        foreach (var status in Enum.GetValues<SeatStatus>())
        {
            foreach (var index in change[status.ToString().ToLowerInvariant()]?.AsArray() ?? [])
                seats[index!.GetValue<int>()] = status;
        }
    }

    private SeatMapSnapshot First(long version, params SeatStatus[] statuses) =>
        SeatMapSnapshot.First(_text, new(version, IsSnapshot: true, [], [.. statuses]));
}
