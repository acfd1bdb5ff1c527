using System.IO.Pipelines;

namespace Concert.Seats;

internal static class SeatMapBytes
{
    /// <summary>What a client gets of a body, which is as long as it says.</summary>
    public static async Task<byte[]> BytesAsync(SeatMapBody body)
    {
        using var bytes = new MemoryStream();
        var writer = PipeWriter.Create(bytes, new(leaveOpen: true));
        await body.WriteAsync(writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        Assert.Equal(body.Length, bytes.Length);
        return bytes.ToArray();
    }
}
