using System.Net;

namespace Concert.Bench.Simulation;

/// <summary>The judge of the simulator beside the service's own waiting room.</summary>
public sealed class DoorTests
{
    private const int UserCount = 200;

    private static readonly AdmissionLimits Limits = new(MaxActive: 10);

    private readonly Agenda _agenda = new();

    [Fact]
    public void The_order_of_the_published_draw_overtakes_nobody() => Assert.Equal(0, OvertakenIn(admitted: Seed(1), published: Seed(1)));

    [Fact]
    public void The_order_of_another_draw_than_the_published_one_is_found() =>
        Assert.InRange(OvertakenIn(admitted: Seed(2), published: Seed(1)), UserCount / 2, UserCount);

    private static byte[] Seed(byte value) => [.. Enumerable.Repeat(value, DrawSeed.Length)];

    private int OvertakenIn(byte[] admitted, byte[] published)
    {
        var judge = new OvertakingJudge(_ => false);
        var order = DrawOrder.Of(published, UserCount);
        var door = new Door(new(), admissionsPerAddress: null, _agenda);
        for (var user = 0; user < UserCount; user++) door.Join(new(user, new(1), IPAddress.Loopback, addressTag: 0));
        for (var turn = 1; turn <= UserCount; turn++) judge.Waits(turn);
        door.Open(DrawOrder.Of(admitted, UserCount));
        while (judge.WaitingCount > 0)
        {
            foreach (var change in door.Advance(Limits).Where(change => change.To == PlaceStatus.Admitted))
            {
                judge.IsAdmitted(order.TurnOf(change.Place));
                door.Leave(new(change.UserId, change.Place), Limits);
            }
        }

        return judge.OvertakenCount;
    }
}
