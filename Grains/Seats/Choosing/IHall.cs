using Concert.Catalog;

namespace Concert.Seats;

/// <summary>What choosing seats needs of a seat map.</summary>
internal interface IHall
{
    PerformanceLayout Layout { get; }

    HallRows HallRows { get; }

    /// <param name="index">The seat's index in the layout.</param>
    bool IsAvailable(int index);

    /// <param name="index">The seat's index in the layout.</param>
    bool IsSold(int index);
}
