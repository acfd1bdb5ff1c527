namespace Concert.Storage;

/// <summary>
/// Stops one activation's writes after the first that failed or whose outcome is unknown. Each row of the activation was
/// decided on top of the row before it, so none may follow a row that may be missing. The activation checks the fence before
/// it decides; the writer checks it when it starts a batch, and runs one batch at a time (ARCHITECTURE.md § Fencing).
/// </summary>
public sealed class AppendChain
{
    private volatile bool _isBroken;

    public bool IsBroken => _isBroken;

    public void Break() => _isBroken = true;

    /// <summary>Called by the activation before it decides anything.</summary>
    /// <exception cref="UnavailableException">An earlier write failed: memory may be ahead of the database.</exception>
    public void ThrowIfBroken()
    {
        if (_isBroken) throw new UnavailableException("An earlier write of this activation failed; retry.");
    }

    /// <summary>Breaks the fence and ends the activation; the caller throws the result.</summary>
    /// <param name="what">What may not be durable, for the message.</param>
    /// <param name="fault">Why the write failed.</param>
    /// <param name="deactivate">Ends the activation. The next one reads what the database has.</param>
    public UnavailableException Fail(string what, Exception fault, Action deactivate)
    {
        Break();
        deactivate();
        return new($"{what} may not be durable.", fault);
    }
}
