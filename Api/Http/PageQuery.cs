using System.Buffers.Text;
using System.Globalization;
using System.Reflection;
using System.Text;
using Concert.OpenApi;
using Concert.Problems;
using Microsoft.AspNetCore.Http.Metadata;

namespace Concert.Http;

/// <summary>The requested page of a list: <c>limit</c>, and the <c>cursor</c> from the previous page.</summary>
internal sealed record PageQuery(PageRequest Page) : IEndpointParameterMetadataProvider
{
    public const string CursorFault = "It must be the nextCursor of an earlier page.";

    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static ValueTask<PageQuery> BindAsync(HttpContext context)
    {
        var errors = new FieldErrors();
        var limit = LimitOf(context.Request.Query, errors);
        var before = BeforeOf(context.Request.Query, errors);
        return errors.Any ? throw new ProblemException(errors.ToProblem()) : new(new PageQuery(new PageRequest(limit, before)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        builder.Metadata.Add(new QueryDoc("limit", $"1 to {MaxLimit} items; the default is {DefaultLimit}.", "20"));
        builder.Metadata.Add(new QueryDoc("cursor", "The nextCursor of the previous page."));
        builder.Metadata.Add(new RefusalDoc(Codes.InvalidRequest));
    }

    /// <summary>The cursor that a client sends to get the next page; null if there is no next page.</summary>
    public static string? CursorOf(long? next) => next is { } place
        ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place.ToString(CultureInfo.InvariantCulture)))
        : null;

    /// <summary>The parameter <c>limit</c>; the default if there is none.</summary>
    public static int LimitOf(IQueryCollection query, FieldErrors errors) => LimitOf(query, DefaultLimit, MaxLimit, errors);

    /// <summary>The parameter <c>limit</c> of a list with bounds of its own.</summary>
    public static int LimitOf(IQueryCollection query, int usual, int most, FieldErrors errors) =>
        query["limit"] is { Count: > 0 } limits ? LimitOf(limits.ToString(), usual, most, errors) : usual;

    /// <summary>The parameter <c>cursor</c>; null if there is none.</summary>
    public static long? BeforeOf(IQueryCollection query, FieldErrors errors) =>
        query["cursor"] is { Count: > 0 } cursors ? BeforeOf(cursors.ToString(), errors) : null;

    private static int LimitOf(string text, int usual, int most, FieldErrors errors)
    {
        // Only digits: int.TryParse ignores trailing NUL characters.
        if (text.All(char.IsAsciiDigit)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most)
        {
            return limit;
        }

        errors.Add("limit", $"It must be 1 to {most}.");
        return usual;
    }

    private static long? BeforeOf(string text, FieldErrors errors)
    {
        if (Base64Url.IsValid(text)
            && long.TryParse(Base64Url.DecodeFromChars(text), NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            && CursorOf(before) == text)
        {
            return before;
        }

        errors.Add("cursor", CursorFault);
        return null;
    }
}
