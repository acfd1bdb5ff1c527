namespace Concert.Storage;

/// <summary>
/// Changes on their way into one transaction, and what became of each. A statement can write a row but once and cannot see
/// what it is writing, so rows of one key, and a row whose predecessor is refused, need the care that is taken here.
/// </summary>
/// <param name="changes">In the order in which they were handed in.</param>
/// <param name="results">Of each change, by its index.</param>
/// <param name="indexes">Which of them are meant; none: all.</param>
internal sealed class PostgresWrites(IReadOnlyList<Change> changes, ChangeResult[] results, List<int>? indexes = null)
{
    // What can't be written whatever is tried: refused in an earlier try, or following one that was.
    private readonly HashSet<int> _refused = [];
    private readonly List<int> _indexes = indexes ?? [.. Enumerable.Range(0, changes.Count)];

    public int Count => _indexes.Count;

    /// <summary>
    /// What to write, one statement of each kind a wave, and no key twice in one: the second of a key has to see the first.
    /// </summary>
    public IEnumerable<PostgresWave> Waves()
    {
        var waiting = Survivors();
        while (waiting.Count > 0)
        {
            var wave = new PostgresWave(results);
            var next = new List<int>();
            foreach (var index in waiting)
            {
                if (!wave.TryAdd(index, changes[index])) next.Add(index);
            }

            yield return wave;
            waiting = next;
        }
    }

    /// <summary>
    /// Whether the transaction may be committed as it was written. No: a row was refused whose fate, or whose follower, was
    /// written nevertheless; the next try leaves both out.
    /// </summary>
    public bool Stand()
    {
        var stands = true;
        var broken = new HashSet<AppendChain>();
        foreach (var index in _indexes)
        {
            if (changes[index].Chain is not { } chain) continue;
            var isWritten = results[index].IsWritten;
            if (isWritten && !broken.Contains(chain)) continue;
            broken.Add(chain);
            var isNews = _refused.Add(index);
            if (isWritten || (isNews && changes[index] is JournalAppend { Row.Fate: not null })) stands = false;
            results[index] = ChangeResult.Refused;
        }

        return stands;
    }

    public void FailAll(Exception fault)
    {
        foreach (var index in _indexes) results[index] = ChangeResult.Failed(fault);
    }

    public (PostgresWrites First, PostgresWrites Second) Halves()
    {
        var half = _indexes.Count / 2;
        return (new(changes, results, _indexes[..half]), new(changes, results, _indexes[half..]));
    }

    // Also what a chain lost in an earlier transaction of this batch.
    private List<int> Survivors()
    {
        var broken = new HashSet<AppendChain>();
        for (var index = 0; index < _indexes[0]; index++)
        {
            if (changes[index].Chain is { } chain && !results[index].IsWritten) broken.Add(chain);
        }

        if (broken.Count > 0)
        {
            foreach (var index in _indexes)
            {
                if (changes[index].Chain is { } chain && broken.Contains(chain)) _refused.Add(index);
            }
        }

        return _refused.Count == 0 ? _indexes : _indexes.FindAll(index => !_refused.Contains(index));
    }
}
