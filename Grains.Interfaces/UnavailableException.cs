namespace Concert;

/// <summary>
/// A change could not be made durable, or nobody knows whether it was. Nothing was answered; the same command with the
/// same idempotency key is safe to send again. The gateway answers 503 <c>unavailable</c>.
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
