using System.Buffers.Text;
using System.Reflection;
using System.Text;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.CheckIns;

/// <summary>The requested page of a check-in list. Its pages are longer than those of other lists: a door reads all of them.</summary>
/// <param name="After">The last reservation of the page before; null: the first page.</param>
internal sealed record CheckInListQuery(int Limit, ReservationId? After) : IEndpointParameterMetadataProvider
{
    private const int MaxLimit = 500;
    private const string ReservationPrefix = "r_";

    public static ValueTask<CheckInListQuery> BindAsync(HttpContext context)
    {
        var errors = new FieldErrors();
        var limit = PageQuery.LimitOf(context.Request.Query, MaxLimit, MaxLimit, errors);
        var after = AfterOf(context.Request.Query["cursor"], errors);
        return errors.Any ? throw new ProblemException(errors.ToProblem()) : new(new CheckInListQuery(limit, after));
    }

    public static string? CursorOf(ReservationId? through) =>
        through is { } id ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id.Value)) : null;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryDoc("limit", $"1 to {MaxLimit} reservations; the default is {MaxLimit}.", "500"));
        builder.Metadata.Add(new QueryDoc("cursor", "The nextCursor of the previous page."));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest));
    }

    private static ReservationId? AfterOf(string? cursor, FieldErrors errors)
    {
        if (cursor is null) return null;
        ReservationId? after = Base64Url.IsValid(cursor) ? new(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor))) : null;
        var isOurs = after is { } id && PathId.IsUsable(id) && id.Value.StartsWith(ReservationPrefix, StringComparison.Ordinal);
        errors.Require(isOurs && CursorOf(after) == cursor, "cursor", PageQuery.CursorFault);
        return after;
    }
}
