using System.Net;

namespace Concert.Bench.Attacks;

/// <param name="Address">Of the gateway, or of the balancer.</param>
/// <param name="From">The attacker's address; the fan has another one.</param>
/// <param name="PerformanceId">A hall of <see cref="AttackedService.SeatCount"/> seats.</param>
internal sealed record AttackTarget(Uri Address, IPAddress From, string ConcertId, string PerformanceId);
