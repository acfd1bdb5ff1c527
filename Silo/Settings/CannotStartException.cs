namespace Concert.Settings;

/// <summary>The process cannot start; the message is one line that tells the operator why and what to change.</summary>
public sealed class CannotStartException(string message, Exception? innerException = null) : Exception(message, innerException);
