using System.Buffers.Text;
using System.Globalization;
using System.Reflection;
using System.Text;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Concerts;

/// <summary>Which concerts are requested, in which order, and which page of them.</summary>
/// <param name="Limit">The most concerts of the page.</param>
/// <param name="IsByDate">By the next date, first the next one; false: by their age, newest first.</param>
/// <param name="Before">Newest first: where the page starts; null: at the first.</param>
/// <param name="After">By date: what the page starts after; null: nothing.</param>
/// <param name="Words">What title, artist and venue must contain, each, as <see cref="VisibleText.LookOf"/> has it.</param>
/// <param name="Month">The month, such as 2026-12, in which there must be a date; null: any.</param>
internal sealed record ConcertListQuery(
    int Limit, bool IsByDate, long? Before, PlaceByDate? After, IReadOnlyList<string> Words, string? Month)
    : IEndpointParameterMetadataProvider
{
    private const int MaxSearchLength = 200;
    private const int MonthLength = 7;

    public static ValueTask<ConcertListQuery> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var errors = new FieldErrors();
        var limit = PageQuery.LimitOf(query, errors);
        var isByDate = query["order"].ToString() is var order && order == "date";
        errors.Require(order is "" or "date" or "newest", "order", "It must be newest or date.");
        var search = query["search"].ToString();
        errors.Require(search.Length <= MaxSearchLength, "search", $"It must have at most {MaxSearchLength} characters.");
        var month = query["month"].ToString() is { Length: > 0 } given ? given : null;
        errors.Require(month is null || IsMonth(month), "month", "It must be a month, such as 2026-12.");
        var cursor = query["cursor"].ToString();
        var after = isByDate && cursor.Length > 0 ? PlaceByDate.Parse(cursor, errors) : null;
        var before = !isByDate ? PageQuery.BeforeOf(query, errors) : null;
        if (errors.Any) throw new ProblemException(errors.ToProblem());
        return new(new ConcertListQuery(
            limit, isByDate, before, after, VisibleText.LookOf(search).Split(' ', StringSplitOptions.RemoveEmptyEntries), month));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        PageQuery.PopulateMetadata(parameter, builder);
        builder.Metadata.Add(new QueryDoc("order", "newest, the default, or date: the concert with the next date first.", "date"));
        builder.Metadata.Add(new QueryDoc("search", "Words that title, artist and venue must have together."));
        builder.Metadata.Add(new QueryDoc("month", "Only concerts with a date in this month.", "2026-12"));
    }

    private static bool IsMonth(string text) =>
        text.Length == MonthLength
        && DateOnly.TryParseExact($"{text}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>A place in the order by date. A concert whose next date passes moves to a later one, so that no page misses it.</summary>
internal sealed record PlaceByDate(long Ticks, long Seq) : IComparable<PlaceByDate>
{
    public int CompareTo(PlaceByDate? other) => (Ticks, Seq).CompareTo((other!.Ticks, other.Seq));

    /// <summary>The cursor that a client sends to get what comes after this place.</summary>
    public string ToCursor() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Ticks}.{Seq}")));

    public static PlaceByDate? Parse(string cursor, FieldErrors errors)
    {
        if (Base64Url.IsValid(cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('.') is [var ticks, var seq]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && new PlaceByDate(at, number) is var place && place.ToCursor() == cursor)
        {
            return place;
        }

        errors.Add("cursor", PageQuery.CursorFault);
        return null;
    }
}
