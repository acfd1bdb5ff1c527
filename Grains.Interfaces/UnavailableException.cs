namespace Concert;

/// <summary>
/// A change could not be made durable, or its outcome is unknown. The command was not answered, and the same command with the same
/// idempotency key is safe to send again. The gateway answers 503 <c>unavailable</c>.
/// </summary>
[GenerateSerializer, Alias("UnavailableException")]
public sealed class UnavailableException : Exception
{
    public UnavailableException()
    {
    }

    public UnavailableException(string message)
        : base(message)
    {
    }

    public UnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
