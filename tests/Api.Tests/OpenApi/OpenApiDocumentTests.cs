using System.Text.Json.Nodes;
using Concert.Problems;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Concert.OpenApi;

[Collection(nameof(ApiFixture))]
public sealed class OpenApiDocumentTests(ApiFixture api)
{
    private static readonly string[] Methods = ["get", "post", "patch", "delete"];

    [Fact]
    public async Task Every_route_is_documented()
    {
        var routes = api.Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            // It is for operators, like /metrics, and docs/operations.md describes it.
            .Where(path => path != "/health/checks")
            .Where(path => path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/health/", StringComparison.Ordinal));

        var paths = (await DocumentAsync())["paths"]!.AsObject().Select(path => path.Key).ToHashSet();

        Assert.Subset(paths, routes.ToHashSet());
    }

    [Fact]
    public async Task Every_code_is_documented_where_it_can_occur()
    {
        var documented = new SortedDictionary<string, SortedSet<string>>();
        foreach (var (name, operation) in Operations(await DocumentAsync()))
        {
            foreach (var code in CodesOf(operation))
            {
                if (!documented.TryGetValue(code, out var names)) documented[code] = names = [];
                names.Add(name);
            }
        }

        // No operation has this code: it is the response where the address has no operation of that method.
        Assert.Equal(ProblemCatalog.Kinds.Keys.Except([Codes.MethodNotAllowed]).Order(), documented.Keys);
        Assert.Equal(["PATCH /v1/reservations/{reservationId}", "POST /v1/reservations"], documented["seat_taken"]);
        Assert.Equal(["POST /v1/payments"], documented["insufficient_balance"]);
        Assert.Equal(["POST /v1/payments"], documented["amount_changed"]);
        Assert.Equal(
            [
                "PATCH /v1/reservations/{reservationId}", "POST /v1/concerts/{concertId}/queue-tokens", "POST /v1/payments",
                "POST /v1/reservations",
            ],
            documented["sales_closed"]);
        Assert.Equal(["POST /v1/payments/{paymentId}/refunds"], documented["refund_closed"]);
        Assert.Equal(["POST /v1/concerts/{concertId}/queue-tokens"], documented["queue_not_open"]);
        Assert.Equal(
            [
                "PATCH /v1/reservations/{reservationId}", "POST /v1/check-ins", "POST /v1/payments", "POST /v1/payments/{paymentId}/refunds",
                "POST /v1/reservations", "POST /v1/wallet/charges",
            ],
            documented["idempotency_key_required"]);
    }

    [Fact]
    public async Task Every_operation_has_a_summary_and_every_JSON_body_an_example()
    {
        var document = await DocumentAsync();

        Assert.Equal("3.1", document["openapi"]!.GetValue<string>()[..3]);
        foreach (var (name, operation) in Operations(document))
        {
            if (!name.Contains("/v1/", StringComparison.Ordinal)) continue;
            Assert.True(operation["summary"] is not null, $"{name} has no summary");
            var bodies = operation["responses"]!.AsObject()
                .Where(answer => answer.Key[0] == '2').Select(answer => answer.Value).Append(operation["requestBody"]);
            foreach (var body in bodies.Select(body => body?["content"]?["application/json"]).OfType<JsonNode>())
                Assert.True(body["example"] is not null, $"{name} has a body without an example");
        }
    }

    [Fact]
    public async Task The_documentation_page_loads_nothing_from_other_hosts()
    {
        var page = (await api.Host.Anyone.GetAsync("/docs/")).Granted();

        Assert.Equal("text/html", page.Response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("//cdn", page.BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page.BodyText, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => Methods.Contains(operation.Key))
            .Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)));

    private static IEnumerable<string> CodesOf(JsonNode operation) => operation["responses"]!.AsObject()
        .Select(answer => answer.Value!["content"]?["application/problem+json"]?["examples"]?.AsObject())
        .SelectMany(examples => examples?.Select(example => example.Key) ?? []);

    private async Task<JsonNode> DocumentAsync() => (await api.Host.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;
}
