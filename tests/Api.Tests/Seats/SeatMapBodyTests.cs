using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Catalog;
using Concert.Http;
using static Concert.Seats.SeatMapBytes;

namespace Concert.Seats;

/// <summary>The long form of a map, plain and compressed, of a hall with several blocks.</summary>
public sealed class SeatMapBodyTests
{
    private static readonly PerformanceLayout Layout = new(
        new("p_1"), new("c_1"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [new("플로어 \"A\"", 30, 50, new(1)), new("B", 13, 7, new(2))]);

    private static readonly int ChunkCount = (Layout.SeatCount + SeatChunk.Size - 1) / SeatChunk.Size;

    private readonly SeatMapText _text = new(Layout, WireFormat.Encoder);

    [Fact]
    public async Task Every_version_is_the_whole_map_in_plain_and_in_gzip()
    {
        var random = new Random(20270301);
        var statuses = new SeatStatus[Layout.SeatCount];
        for (var version = 1; version <= 60; version++)
        {
            // Each filter also has versions without a seat, or without one in the first blocks.
            if (version % 10 == 0) Array.Fill(statuses, (SeatStatus)random.Next(3), 0, random.Next(statuses.Length + 1));
            for (var changes = random.Next(40); changes > 0; changes--) statuses[random.Next(statuses.Length)] = (SeatStatus)random.Next(3);
            var map = Map(version, statuses);
            foreach (var only in new SeatStatus?[] { null, SeatStatus.Available, SeatStatus.Held, SeatStatus.Sold })
            {
                var plain = await BytesAsync(map.Body(only, compressed: false));
                var compressed = await BytesAsync(map.Body(only, compressed: true));

                Assert.Equal(Encoding.UTF8.GetString(plain), Unzip(compressed));
                Assert.Equal(
                    Enumerable.Range(0, Layout.SeatCount).Where(i => only is null || statuses[i] == only).Select(i => Describe(i, statuses[i])),
                    JsonNode.Parse(plain)!["seats"]!.AsArray().Select(seat => $"{seat!["seatId"]} {seat["section"]} {seat["status"]}"));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SeatChunk.Size - 1)]
    [InlineData(SeatChunk.Size)]
    [InlineData(SeatChunk.Size + 1)]
    [InlineData(3 * SeatChunk.Size)]
    public async Task A_hall_of_any_size_is_the_JSON_of_its_seats(int seatCount)
    {
        var layout = Layout with { Sections = [new("R", 1, seatCount, new(70_000))] };
        var map = SeatMapSnapshot.First(new(layout, WireFormat.Encoder), new(1, IsSnapshot: true, [], [.. new SeatStatus[seatCount]]));

        // Sold out from the first seat to the last, some seats or a whole chunk a version.
        for (var (version, sold) = (2, 0); sold < seatCount; version++)
        {
            int[] now = [.. Enumerable.Range(sold, Math.Min(seatCount - sold, version % 3 == 0 ? SeatChunk.Size : 100))];
            map = map.Next(new(version, IsSnapshot: false, [.. now], [.. now.Select(_ => SeatStatus.Sold)]));
            sold += now.Length;

            var seats = Enumerable.Range(0, seatCount).Select(index =>
                $$"""{"seatId":"1-1-{{index + 1}}","section":"R","row":1,"number":{{index + 1}},"price":70000,"status":"{{(index < sold ? "sold" : "available")}}"}""");
            var expected = $$"""{"performanceId":"p_1","version":{{version}},"seats":[{{string.Join(',', seats)}}]}""";
            Assert.Equal(expected, Encoding.UTF8.GetString(await BytesAsync(map.Body(only: null, compressed: false))));
            Assert.Equal(expected, Unzip(await BytesAsync(map.Body(only: null, compressed: true))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SeatChunk.Size - 1)]
    [InlineData(SeatChunk.Size)]
    [InlineData((2 * SeatChunk.Size) - 1)]
    [InlineData(1590)]
    public async Task A_version_shares_the_compressed_bytes_of_all_chunks_without_a_changed_seat(int changed)
    {
        var before = Map(1, new SeatStatus[Layout.SeatCount]);
        var partsBefore = PartsOf(before.Body(only: null, compressed: true));

        var after = before.Next(new(2, IsSnapshot: false, [changed], [SeatStatus.Held])).Body(only: null, compressed: true);

        // The head, the chunks, the tail.
        var parts = PartsOf(after);
        Assert.Equal(ChunkCount + 2, parts.Count);
        Assert.Equal(
            Enumerable.Range(-1, ChunkCount + 2).Select(at => at >= 0 && at < ChunkCount && at != changed / SeatChunk.Size),
            parts.Zip(partsBefore, ReferenceEquals));
        Assert.Equal("held", JsonNode.Parse(Unzip(await BytesAsync(after)))!["seats"]![changed]!["status"]!.GetValue<string>());
    }

    [Fact]
    public void A_whole_map_after_a_lost_silo_shares_the_chunks_that_stayed()
    {
        var statuses = new SeatStatus[Layout.SeatCount];
        var before = Map(1, statuses);
        var partsBefore = PartsOf(before.Body(only: null, compressed: true));

        statuses[^1] = SeatStatus.Sold;
        var after = before.Next(new(2, IsSnapshot: true, [], [.. statuses])).Body(only: null, compressed: true);

        Assert.Equal(ChunkCount - 1, PartsOf(after).Zip(partsBefore, ReferenceEquals).Count(isShared => isShared));
    }

    [Fact]
    public async Task Readers_who_compress_a_version_at_the_same_time_get_the_same_bytes()
    {
        var random = new Random(20270301);
        var all = Enumerable.Range(0, Layout.SeatCount).Select(_ => (SeatStatus)random.Next(3)).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var map = Map(round, all);
            var text = Encoding.UTF8.GetString(await BytesAsync(map.Body(only: null, compressed: false)));
            using var start = new Barrier(4);

            var read = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return map.Body(only: null, compressed: true);
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            foreach (var body in read) Assert.Equal(text, Unzip(await BytesAsync(body)));
        }
    }

    [Fact]
    public async Task Nothing_more_is_rendered_for_a_reader_that_has_gone()
    {
        foreach (var isCompressed in new[] { true, false })
        {
            var pipe = new Pipe();
            await pipe.Reader.CompleteAsync();

            await Map(1, new SeatStatus[Layout.SeatCount]).Body(only: null, isCompressed).WriteAsync(pipe.Writer, TestContext.Current.CancellationToken);

            Assert.True(pipe.Writer.UnflushedBytes < 16 * 1024);
        }
    }

    private static string Describe(int index, SeatStatus status)
    {
        var seat = Layout.SeatAt(index);
        return $"{seat.SeatId} {seat.Section} {status.ToString().ToLowerInvariant()}";
    }

    private static string Unzip(byte[] bytes)
    {
        using var text = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    private static List<byte[]> PartsOf(SeatMapBody body) =>
        [.. body.Parts().Select(part => MemoryMarshal.TryGetArray(part, out var array) ? array.Array! : throw new InvalidOperationException())];

    private SeatMapSnapshot Map(long version, SeatStatus[] statuses) =>
        SeatMapSnapshot.First(_text, new(version, IsSnapshot: true, [], [.. statuses]));
}
