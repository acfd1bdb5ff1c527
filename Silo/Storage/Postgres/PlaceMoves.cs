using System.Runtime.InteropServices;
using Concert.Queues;

namespace Concert.Storage;

/// <summary>
/// The changes of a queue in one set, as what each place comes to: whoever joins, is let in and shows up in one batch is one row.
/// </summary>
internal sealed class PlaceMoves
{
    private readonly SortedDictionary<long, PlaceMove> _moves = [];

    public PlaceMoves(List<PendingChange> queue)
    {
        Concert = ((PlaceWrite)queue[0].Change).Concert;
        foreach (var row in queue)
        {
            var change = ((PlaceWrite)row.Change).Place;
            if (_moves.TryGetValue(change.Place, out var move)) move.Add(row.Index, change);
            else _moves.Add(change.Place, new(row.Index, change));
        }
    }

    public ConcertId Concert { get; }

    public IEnumerable<PlaceMove> New => _moves.Values.Where(move => move.From is null);

    public IEnumerable<PlaceMove> Moved => _moves.Values.Where(move => move.From is not null);

    /// <summary>Whether each change takes its place from where the one before left it.</summary>
    public static bool Follow(List<PendingChange> queue)
    {
        var statuses = new Dictionary<long, PlaceStatus>();
        foreach (var row in queue)
        {
            var change = ((PlaceWrite)row.Change).Place;
            ref var status = ref CollectionsMarshal.GetValueRefOrAddDefault(statuses, change.Place, out var isKnown);
            if (isKnown && status != change.From) return false;
            status = change.To;
        }

        return true;
    }
}

/// <summary>One place's changes of a set as one.</summary>
internal sealed class PlaceMove
{
    private readonly List<int> _indexes = [];

    public PlaceMove(int index, PlaceChange first)
    {
        _indexes.Add(index);
        From = first.From;
        Row = PlaceRow.Of(first);
    }

    public PlaceStatus? From { get; }

    /// <summary>What the place comes to; columns that the set does not touch are empty.</summary>
    public PlaceRow Row { get; private set; }

    /// <summary>Of the changes in the batch.</summary>
    public IReadOnlyList<int> Indexes => _indexes;

    public void Add(int index, PlaceChange change)
    {
        _indexes.Add(index);
        Row = Row.Apply(change);
    }
}
