using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Concert.Operations;

/// <summary>A process that froze and was voted out meanwhile gets no requests from the balancer.</summary>
public sealed class MembershipCheckTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Membership _membership = new();
    private readonly MembershipCheck _check;

    public MembershipCheckTests() => _check = new(_membership, _membership, _time);

    [Fact]
    public async Task While_the_balancer_asks_the_table_is_read_once()
    {
        for (var second = 0; second < 10; second++)
        {
            Assert.Equal(HealthStatus.Healthy, await CheckAsync());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, _membership.ReadCount);
    }

    [Fact]
    public async Task A_process_that_thaws_after_it_was_voted_out_is_not_ready()
    {
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
        _membership.Table = SiloStatus.Dead;

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());
    }

    [Fact]
    public async Task A_process_that_thaws_as_a_member_is_ready()
    {
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
        Assert.Equal(2, _membership.ReadCount);
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    public async Task A_process_whose_silo_is_no_member_yet_or_leaves_is_not_ready(SiloStatus status)
    {
        _membership.Table = status;
        Assert.Equal(HealthStatus.Unhealthy, await CheckAsync());
    }

    [Fact]
    public async Task Without_a_database_nobody_can_have_voted_it_out()
    {
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
        _membership.Fault = new TimeoutException();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HealthStatus.Healthy, await CheckAsync());
    }

    private async Task<HealthStatus> CheckAsync() => (await _check.CheckHealthAsync(new(), TestContext.Current.CancellationToken)).Status;

    /// <summary>The membership table, and what a silo has read of it.</summary>
    private sealed class Membership : IClusterMembershipService, ILocalSiloDetails
    {
        public SiloStatus Table { get; set; } = SiloStatus.Active;

        public Exception? Fault { get; set; }

        public int ReadCount { get; private set; }

        public ClusterMembershipSnapshot CurrentSnapshot { get; private set; } = new([], default);

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public string Name => "silo";

        public string ClusterId => "concert";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);

        public SiloAddress GatewayAddress => SiloAddress;

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default)
        {
            if (Fault is not null) return ValueTask.FromException(Fault);
            ReadCount++;
            var members = ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(SiloAddress, new(SiloAddress, Table, Name));
            CurrentSnapshot = new(members, new(ReadCount));
            return ValueTask.CompletedTask;
        }

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }
}
