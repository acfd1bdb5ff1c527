using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Http;

/// <summary>The pipe stands for Kestrel: it takes a write of any size, and then waits while it holds more than 64 KB.</summary>
public sealed class PacedWriterTests
{
    private const int KestrelBuffer = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    // The writer goes on within the call that takes its bytes, so that no test advances the clock between the two.
    private readonly Pipe _pipe = new(new(
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: KestrelBuffer,
        resumeWriterThreshold: KestrelBuffer / 2,
        useSynchronizationContext: false));

    private int _cuts;

    private PacedWriter Writer => field ??= new(_pipe.Writer, Limit, _time, Cut);

    [Fact]
    public async Task A_client_that_reads_nothing_costs_a_slice_more_than_the_buffer()
    {
        var writing = Writer.WriteAsync(new byte[10_000_000], TestContext.Current.CancellationToken).AsTask();

        Assert.False(writing.IsCompleted);
        Assert.True(_pipe.Reader.TryRead(out var held));
        Assert.InRange(held.Buffer.Length, KestrelBuffer, KestrelBuffer + PacedWriter.SliceBytes);
    }

    [Fact]
    public async Task A_client_that_reads_gets_every_byte()
    {
        var sent = new byte[1_000_000];
        new Random(20270301).NextBytes(sent);
        using var received = new MemoryStream();
        var reading = _pipe.Reader.CopyToAsync(received, TestContext.Current.CancellationToken);

        await Writer.WriteAsync(sent, TestContext.Current.CancellationToken);
        await Writer.CompleteAsync();
        await reading;

        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public async Task A_response_of_which_no_byte_is_accepted_for_the_limit_is_cut()
    {
        var writing = Writer.WriteAsync(new byte[10_000_000], TestContext.Current.CancellationToken).AsTask();

        _time.Advance(Limit - TimeSpan.FromTicks(1));
        Assert.Equal(0, _cuts);
        _time.Advance(TimeSpan.FromTicks(1));
        var flushed = await writing;

        Assert.Equal((1, true), (_cuts, flushed.IsCompleted));
    }

    [Fact]
    public async Task A_slow_client_is_not_cut_while_it_accepts_bytes()
    {
        var writing = WriteAllAsync(new byte[300_000]);
        ReadResult held;
        do
        {
            _time.Advance(Limit / 2);
            held = await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
            _pipe.Reader.AdvanceTo(held.Buffer.End);
        }
        while (!held.IsCompleted);

        await writing;
        Assert.Equal(0, _cuts);
    }

    [Fact]
    public async Task An_event_that_waits_for_the_client_is_cut_too()
    {
        Writer.Advance(Writer.GetMemory(KestrelBuffer).Length);
        var flushing = Writer.FlushAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(flushing.IsCompleted);

        _time.Advance(Limit);
        await flushing;

        Assert.Equal(1, _cuts);
    }

    [Fact]
    public async Task A_client_that_accepts_a_little_from_time_to_time_is_cut_long_before_the_end()
    {
        var writing = Writer.WriteAsync(new byte[10_000_000], TestContext.Current.CancellationToken).AsTask();
        var accepted = 0L;
        try
        {
            while (!writing.IsCompleted)
            {
                _time.Advance(Limit / 2);
                var held = await _pipe.Reader.ReadAsync(TestContext.Current.CancellationToken);
                accepted += held.Buffer.Length;
                _pipe.Reader.AdvanceTo(held.Buffer.End);
            }
        }
        catch (InvalidOperationException)
        {
            // The connection was cut.
        }

        await writing;
        Assert.Equal(1, _cuts);
        Assert.InRange(accepted, KestrelBuffer, 1_000_000);
    }

    private async Task WriteAllAsync(byte[] response)
    {
        await Writer.WriteAsync(response, TestContext.Current.CancellationToken);
        await Writer.CompleteAsync();
    }

    // As Kestrel does it for an aborted connection.
    private void Cut()
    {
        _cuts++;
        _pipe.Reader.Complete();
    }
}
