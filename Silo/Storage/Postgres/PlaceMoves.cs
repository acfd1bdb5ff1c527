using System.Runtime.InteropServices;
using Concert.Queues;

namespace Concert.Storage;

/// <summary>
/// Combines the changes of a queue that are in one set: if a user joins, is admitted and claims the slot in one batch, that is one
/// row.
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

    /// <summary>Whether each change of a place starts from the status in which the change before left it.</summary>
    public static bool AreConsecutive(List<PendingChange> queue)
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

/// <summary>The combined changes of one place.</summary>
internal sealed class PlaceMove
{
    private readonly List<int> _indexes = [];

    public PlaceMove(int index, PlaceChange first)
    {
        _indexes.Add(index);
        From = first.From;
        Row = PlaceRow.Of(first);
        CallMe = first.CallMe;
        IsSecondTurn = first.IsSecondTurn;
    }

    public PlaceStatus? From { get; }

    /// <summary>The place after all changes; columns that no change sets are null.</summary>
    public PlaceRow Row { get; private set; }

    /// <summary>Whether the place had its second turn before the first change.</summary>
    public bool IsSecondTurn { get; }

    /// <summary>Whether the user wants to be called, as the last change says that says so; null: none does.</summary>
    public bool? CallMe { get; private set; }

    /// <summary>The positions of the changes in the batch.</summary>
    public IReadOnlyList<int> Indexes => _indexes;

    public void Add(int index, PlaceChange change)
    {
        _indexes.Add(index);
        Row = Row.Apply(change);
        CallMe = change.CallMe ?? CallMe;
    }
}
