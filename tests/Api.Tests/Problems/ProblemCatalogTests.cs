using System.Reflection;
using System.Runtime.CompilerServices;

namespace Concert.Problems;

public sealed class ProblemCatalogTests
{
    [Fact]
    public void Every_entry_is_a_refusal_or_a_code_of_the_gateway_and_every_refusal_has_an_entry()
    {
        var ours = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(RefusalCodes().Union(ours).Order(), ProblemCatalog.Kinds.Keys.Order());
    }

    [Fact]
    public void Every_code_has_a_status_a_title_and_an_explanation()
    {
        Assert.All(ProblemCatalog.Kinds.Values, kind =>
        {
            Assert.InRange(kind.Status, 400, 503);
            Assert.EndsWith(".", kind.Title);
            Assert.EndsWith(".", kind.Explanation);
        });
    }

    [Theory]
    [InlineData(401, "unauthenticated")]
    [InlineData(403, "forbidden")]
    [InlineData(404, "not_found")]
    [InlineData(405, "method_not_allowed")]
    [InlineData(413, "payload_too_large")]
    [InlineData(415, "unsupported_media_type")]
    [InlineData(418, "invalid_request")]
    [InlineData(429, "too_many_requests")]
    [InlineData(500, "internal_error")]
    [InlineData(503, "unavailable")]
    public void Every_bare_status_has_a_code(int status, string code) => Assert.Equal(code, ProblemCatalog.CodeOf(status));

    // The code of a refusal does not depend on its facts, but for one, so uninitialized objects are enough.
    private static IEnumerable<string> RefusalCodes() => typeof(Refusal).GetNestedTypes()
        .Select(type => ((Refusal)RuntimeHelpers.GetUninitializedObject(type)).Code)
        .Append(Refusal.SoldOut.AllHeldCode);
}
