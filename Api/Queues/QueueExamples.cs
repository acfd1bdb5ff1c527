using Concert.Http;

namespace Concert.Queues;

/// <summary>Examples of queue tokens for the OpenAPI document.</summary>
internal static class QueueExamples
{
    private const string Token = "AQAAAAAAAAUOY180ZmsyeDgxZA.c2lnbmF0dXJl";

    public static QueueTokenResponse Waiting { get; } = new(Token, "c_4fk2", QueueStatus.Waiting, 1294, 26, 2);

    public static QueueTokenResponse Lobby { get; } =
        new(Token, "c_4fk2", QueueStatus.Lobby, null, null, 60, OpensAt: ExampleTimes.Soon);

    public static QueueResponse Queue { get; } = new(
        "c_4fk2",
        QueuePhase.Open,
        1294,
        Paused: false,
        Presale: false,
        ExampleTimes.Now,
        ExampleTimes.Now,
        Outlook: QueueOutlook.Likely,
        Draw: new(
            "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            20_113));

    public static JoinQueueRequest CallMe { get; } = new(CallMe: true);

    public static ConfigureQueueRequest Change { get; } = new(AdmissionsPerMinute: 600, Message: "The doors are open.");

    public static QueueControlsResponse Controls { get; } = new(500, Paused: false, 600, "The doors are open.");

    public static QueueFiguresResponse Figures { get; } = new(1294, 0, 487, 18_332, 18_010, 204, 913, 612, 541, Controls);

    public static QueueTokenResponse Active { get; } = new(Token, "c_4fk2", QueueStatus.Active, 0, 0, 1, ExampleTimes.Soon);
}
