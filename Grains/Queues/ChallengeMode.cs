namespace Concert.Queues;

/// <summary>When a gateway asks for a solved challenge before a user joins a queue: the values of <c>Queue:Challenge</c>.</summary>
public static class ChallengeMode
{
    public const string Off = "off";

    /// <summary>When the line is long, or when many users of the address asked for a place recently.</summary>
    public const string Auto = "auto";

    public const string On = "on";
}
