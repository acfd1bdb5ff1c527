using Concert.Http;

namespace Concert.Queues;

/// <summary>Examples of queue tokens for the OpenAPI document.</summary>
internal static class QueueExamples
{
    private const string Token = "AQAAAAAAAAUOY180ZmsyeDgxZA.c2lnbmF0dXJl";

    public static QueueTokenResponse Waiting { get; } = new(Token, "c_4fk2", QueueStatus.Waiting, 1294, 26, 2);

    public static QueueTokenResponse Active { get; } = new(Token, "c_4fk2", QueueStatus.Active, 0, 0, 1, ExampleTimes.Soon);
}
