using System.Diagnostics.Metrics;
using System.Reflection;
using Concert.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization.Invocation;

namespace Concert.Cluster;

/// <summary>How a gateway handles a call that found no silo, or whose silo found no database.</summary>
public sealed class GrainCallRetryFilterTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Theory]
    [InlineData(typeof(SiloUnavailableException))]
    [InlineData(typeof(OrleansException))]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(UnavailableException))]
    public async Task A_call_that_found_no_silo_or_database_is_retried_until_it_succeeds(Type fault)
    {
        var call = new Call(failures: 3, () => (Exception)Activator.CreateInstance(fault, "away")!);

        await RunAsync(call);

        Assert.Equal(4, call.Count);
    }

    [Fact]
    public async Task A_call_that_never_succeeds_fails_with_the_last_exception_in_bounded_time()
    {
        var start = _time.GetUtcNow();
        var call = new Call(failures: int.MaxValue, () => new SiloUnavailableException("away"));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => RunAsync(call));

        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(16));
        Assert.InRange(call.Count, 15, 100);
    }

    [Fact]
    public async Task An_unexpected_exception_is_not_retried()
    {
        var call = new Call(failures: int.MaxValue, () => new InvalidOperationException("a bug"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(call));

        Assert.Equal(1, call.Count);
    }

    [Fact]
    public async Task A_call_that_a_grain_makes_is_not_retried_because_the_request_is()
    {
        var call = new Call(failures: 1, () => new SiloUnavailableException("away")) { SourceContext = CallingGrain.Create() };

        await Assert.ThrowsAsync<SiloUnavailableException>(() => RunAsync(call));

        Assert.Equal(1, call.Count);
    }

    [Fact]
    public async Task A_call_of_Orleans_itself_is_not_retried_because_it_asks_elsewhere()
    {
        var call = new Call(failures: 1, () => new SiloUnavailableException("away")) { TargetId = GrainId.Parse("sys.svc.dir.mem/127.0.0.1:1@1") };

        await Assert.ThrowsAsync<SiloUnavailableException>(() => RunAsync(call));

        Assert.Equal(1, call.Count);
    }

    private async Task RunAsync(Call call)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var filter = new GrainCallRetryFilter(new(), _time, new GatewayMeter(services.GetRequiredService<IMeterFactory>()));
        var running = filter.Invoke(call);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await running;
    }

    public class CallingGrain : DispatchProxy
    {
        public static IGrainContext Create() => Create<IGrainContext, CallingGrain>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }

    /// <summary>A call that fails a number of times.</summary>
    private sealed class Call(int failures, Func<Exception> fault) : IOutgoingGrainCallContext
    {
        public int Count { get; private set; }

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public GrainId? SourceId => null;

        public GrainId TargetId { get; init; } = GrainId.Parse("userwallet/u_1");

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => "IWalletGrain";

        public string MethodName => "Read";

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public IGrainContext? SourceContext { get; init; }

        public Task Invoke() => Count++ < failures ? Task.FromException(fault()) : Task.CompletedTask;
    }
}
