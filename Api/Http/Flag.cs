using Concert.Problems;

namespace Concert.Http;

/// <summary>A query parameter that is <c>true</c> or <c>false</c>; absent means <c>false</c>.</summary>
internal static class Flag
{
    public static bool Of(HttpContext context, string name) => context.Request.Query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw new ProblemException(FieldErrors.Of(name, "It must be true or false.")),
    };
}
