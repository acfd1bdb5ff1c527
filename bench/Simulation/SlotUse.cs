namespace Concert.Bench.Simulation;

/// <summary>How much of the time, in which somebody waits who may be admitted, the slots were in use.</summary>
internal sealed class SlotUse(int maxActive)
{
    private TimeSpan _at;
    private double _used;
    private double _possible;
    private int _slotCount;
    private bool _counts;

    /// <summary>1: all slots, all the time. Also 1 if nobody ever waited.</summary>
    public double Share => _possible == 0 ? 1 : _used / _possible;

    /// <summary>The share of slot time that went to slots which nobody claimed.</summary>
    public double UnclaimedShare => _possible == 0 ? 0 : UnclaimedSeconds / _possible;

    public double UnclaimedSeconds { get; set; }

    /// <param name="now">From now on:</param>
    /// <param name="slotCount">so many slots are in use,</param>
    /// <param name="isAwaited">and somebody waits who may be admitted, or nobody does.</param>
    public void Note(TimeSpan now, int slotCount, bool isAwaited)
    {
        if (_counts)
        {
            _used += (now - _at).TotalSeconds * _slotCount;
            _possible += (now - _at).TotalSeconds * maxActive;
        }

        (_at, _slotCount, _counts) = (now, slotCount, isAwaited);
    }
}
