using System.Reflection;
using System.Runtime.CompilerServices;

namespace Concert.Problems;

public sealed class ProblemCatalogTests
{
    [Fact]
    public void Every_refusal_has_a_status_and_every_status_belongs_to_a_refusal_or_to_the_gateway()
    {
        var ours = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(RefusalCodes().Union(ours).Order(), ProblemCatalog.Kinds.Keys.Order());
    }

    [Fact]
    public void Every_kind_says_what_it_means()
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
    public void A_bare_status_has_a_code_too(int status, string code) => Assert.Equal(code, ProblemCatalog.CodeOf(status));

    // No refusal's code depends on its facts, so none of them needs to be there.
    private static IEnumerable<string> RefusalCodes() => typeof(Refusal).GetNestedTypes()
        .Select(type => ((Refusal)RuntimeHelpers.GetUninitializedObject(type)).Code);
}
