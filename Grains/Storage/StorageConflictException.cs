namespace Concert.Storage;

/// <summary>
/// The database refused a row because another activation wrote first, or because an earlier row of this activation was
/// refused. The activation that gets it is out of date and must end.
/// </summary>
[GenerateSerializer, Alias("StorageConflictException")]
public sealed class StorageConflictException(string message) : Exception(message);
