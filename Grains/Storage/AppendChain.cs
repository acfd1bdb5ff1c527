namespace Concert.Storage;

/// <summary>
/// Rows that one activation appends one after another, each decided on top of the one before. Once one could not be
/// written, or nobody knows whether it was, none after it may be: the writer checks the chain as it starts a batch, and
/// it runs one batch at a time.
/// </summary>
public sealed class AppendChain
{
    private volatile bool _isBroken;

    public bool IsBroken => _isBroken;

    public void Break() => _isBroken = true;
}
