namespace Concert.Storage;

/// <summary>
/// The database refused a row because another activation had written there first (or the chain of rows before it broke).
/// The activation that sees it is out of date: it must not go on.
/// </summary>
[GenerateSerializer, Alias("StorageConflictException")]
public sealed class StorageConflictException : Exception
{
    public StorageConflictException()
    {
    }

    public StorageConflictException(string message)
        : base(message)
    {
    }

    public StorageConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
