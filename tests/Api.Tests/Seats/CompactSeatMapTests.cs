using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Concert.Catalog;
using Concert.Http;
using static Concert.Seats.SeatMapBytes;

namespace Concert.Seats;

/// <summary>The bodies of the compact form, of halls that have one slice of text, and several.</summary>
public sealed class CompactSeatMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(SeatMapBody.SliceBytes)]
    [InlineData(100_000)]
    public async Task A_hall_of_any_size_is_the_streams_snapshot_in_plain_and_in_gzip(int seatCount)
    {
        var random = new Random(20270301);
        var statuses = Enumerable.Range(0, seatCount).Select(_ => (SeatStatus)random.Next(3)).ToArray();
        var map = First(seatCount, statuses);
        var letters = string.Concat(statuses.Select(status => "ahs"[(int)status]));

        var plain = await BytesAsync(map.CompactBody(compressed: false));

        Assert.Equal($$"""{"performanceId":"p_1","version":1,"statuses":"{{letters}}"}""", Encoding.UTF8.GetString(plain));
        Assert.Equal(map.Compact(), plain);
        Assert.Equal(plain, Unzip(await BytesAsync(map.CompactBody(compressed: true))));
    }

    [Fact]
    public async Task The_next_version_is_another_text()
    {
        var before = First(3, new SeatStatus[3]);
        foreach (var flag in new[] { true, false }) await BytesAsync(before.CompactBody(flag));

        var after = before.Next(new(2, IsSnapshot: false, [1], [SeatStatus.Held]));

        const string Expected = """{"performanceId":"p_1","version":2,"statuses":"aha"}""";
        Assert.Equal(Expected, Encoding.UTF8.GetString(await BytesAsync(after.CompactBody(compressed: false))));
        Assert.Equal(Expected, Encoding.UTF8.GetString(Unzip(await BytesAsync(after.CompactBody(compressed: true)))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_readers_of_a_version_share_one_body(bool compressed)
    {
        var map = First(3, new SeatStatus[3]);

        Assert.Same(map.CompactBody(compressed), map.CompactBody(compressed));
    }

    // A client that does not read costs what is written before the gateway waits for it.
    [Fact]
    public async Task No_more_than_a_slice_is_written_for_a_reader_that_has_gone()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();

        await First(100_000, new SeatStatus[100_000]).CompactBody(compressed: false).WriteAsync(pipe.Writer, TestContext.Current.CancellationToken);

        Assert.True(pipe.Writer.UnflushedBytes <= SeatMapBody.SliceBytes);
    }

    private static SeatMapSnapshot First(int seatCount, SeatStatus[] statuses)
    {
        var layout = new PerformanceLayout(
            new("p_1"), new("c_1"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [new("R", 1, seatCount, new(70_000))]);
        return SeatMapSnapshot.First(new(layout, WireFormat.Encoder), new(1, IsSnapshot: true, [], [.. statuses]));
    }

    private static byte[] Unzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
