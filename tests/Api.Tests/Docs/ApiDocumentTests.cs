using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Concert.Docs;

/// <summary>
/// Holds docs/api.md to the OpenAPI document of the running service, in both directions: calls, callers, parameters, objects,
/// fields, types, statuses, headers and error codes.
/// </summary>
[Collection(nameof(ApiFixture))]
public sealed partial class ApiDocumentTests(ApiFixture api)
{
    private const string PagePath = "docs/api.md";

    /// <summary>Addresses that the OpenAPI document does not have.</summary>
    private static readonly string[] OtherAddresses =
        ["/", "/admin", "/door", "/assets/{file}", "/favicon.svg", "/icon-192.png", "/icon-512.png", "/icon-maskable-512.png",
        "/apple-touch-icon.png", "/manifest.webmanifest", "/sw.js", "/docs", "/openapi/v1.json", "/metrics"];

    /// <summary>The code of an address that has other methods, which is no operation's.</summary>
    private static readonly string[] CodesOfNoOperation = ["405 method_not_allowed"];

    /// <summary>The codes of all operations, which the page says once. The last is one of all operations under /v1/.</summary>
    private static readonly string[] CodesOfAll = ["internal_error", "unavailable", "too_many_requests"];

    /// <summary>Answer headers that no operation documents: of problems, of all answers, and of a gateway that drains.</summary>
    private static readonly string[] OtherAnswerHeaders = ["WWW-Authenticate", "Allow", "Accept-Encoding", "Cache-Control", "Connection", "X-Request-Id"];

    /// <summary>Members of single problems; the OpenAPI document says only that there are further ones.</summary>
    private static readonly string[] MembersOfProblems =
        ["errors", "balance", "amount", "charge", "seatIds", "seatsAvailable", "seatsHeld", "availableAt", "alternatives", "limit", "heldCount", "requestedCount",
         "salesOpenAt", "salesCloseAt", "startsAt", "lobbyOpensAt", "opensAt", "challenge", "seatId", "checkedInAt", "door", "performanceId"];

    /// <summary>Fields of the compact stream, whose events the OpenAPI document describes in prose.</summary>
    private static readonly string[] FieldsOfCompactEvents = ["performanceId", "version", "statuses", "available", "held", "sold"];

    private static readonly IReadOnlyList<DocumentTable> Tables = DocumentTable.ReadAll(PagePath);

    [Fact]
    public async Task The_list_of_calls_matches_the_OpenAPI_document()
    {
        var expected = Operations(await DocumentAsync()).Select(operation => $"{operation.Name} | {CallerOf(operation.Node)}");

        var written = TableOf("call", "caller", "what it does").Rows.Select(row => $"{Only(row[0])} | {row[1]}");

        AssertSame(expected, written);
    }

    [Fact]
    public async Task Every_call_has_its_caller_parameters_objects_headers_and_codes()
    {
        var expected = Operations(await DocumentAsync()).Select(operation => Describe(operation.Name, operation.Node));

        var written = Tables.Where(table => table.Header is ["call", _])
            .Select(table => string.Join('\n', table.Rows.Select(row => $"{row[0]}: {NamesOrText(row[1])}").Prepend(Only(table.Header[1]))));

        AssertSame(expected, written);
    }

    [Fact]
    public async Task Every_object_has_its_fields_and_their_types()
    {
        var expected = Schemas(await DocumentAsync()).Where(schema => schema.Node["properties"] is not null)
            .Select(schema => string.Join('\n', schema.Node["properties"]!.AsObject()
                .Select(field => $"{field.Key}: {TypeOf(schema.Node, field.Key)}").Prepend(schema.Name)));

        var written = Tables.Where(table => table.Header is ["field", "type", "meaning"])
            .Select(table => string.Join('\n', table.Rows.Select(row => $"{Only(row[0])}: {row[1]}").Prepend(Only(table.Heading))));

        AssertSame(expected, written);
    }

    [Fact]
    public async Task Every_value_of_an_enumeration_has_a_meaning()
    {
        var expected = Schemas(await DocumentAsync()).Where(schema => schema.Node["enum"] is not null)
            .SelectMany(schema => schema.Node["enum"]!.AsArray().Select(value => $"{schema.Name}.{value!.GetValue<string>()}"));

        var written = Tables.Where(table => table.Header is ["value", "meaning"])
            .SelectMany(table => table.Rows.Select(row => $"{Only(table.Heading)}.{Only(row[0])}"));

        AssertSame(expected, written);
    }

    [Fact]
    public async Task Every_error_code_is_listed_with_its_status()
    {
        var document = await DocumentAsync();
        var expected = Operations(document).SelectMany(operation => ProblemsOf(operation.Node)).Distinct().Concat(CodesOfNoOperation);

        var written = TableOf("status", "code", "meaning", "members").Rows.Select(row => $"{row[0]} {Only(row[1])}");

        AssertSame(expected, written);
        Assert.All(Operations(document), operation =>
        {
            var isLimited = ProblemsOf(operation.Node).Contains("429 too_many_requests");
            Assert.Equal(!operation.Name.Contains(" /health/", StringComparison.Ordinal), isLimited);
        });
    }

    [Fact]
    public async Task Every_parameter_and_header_has_a_meaning()
    {
        var document = await DocumentAsync();
        var parameters = Operations(document).SelectMany(operation => ParametersOf(operation.Node)).Distinct();
        var headers = Operations(document).SelectMany(operation => AnswersOf(operation.Node).Concat(RefusalsOf(operation.Node)))
            .SelectMany(answer => HeadersOf(answer.Node)).Distinct();

        AssertSame(
            parameters.Concat(["Authorization", "Admin-Key", "X-Request-Id"]),
            TableOf("parameter", "where", "meaning").Rows.Select(row => Only(row[0])));
        AssertSame(headers.Concat(OtherAnswerHeaders), TableOf("answer header", "meaning").Rows.Select(row => Only(row[0])));
    }

    [Fact]
    public async Task What_the_OpenAPI_document_omits_is_a_known_short_list()
    {
        var document = await DocumentAsync();
        var streams = Operations(document).Select(operation => operation.Name).Where(name => name.EndsWith("/stream", StringComparison.Ordinal));

        AssertSame(OtherAddresses, TableOf("address", "method", "content").Rows.Select(row => Only(row[0])));
        AssertSame(
            MembersOfProblems,
            TableOf("status", "code", "meaning", "members").Rows.SelectMany(row => DocumentTable.NamesIn(row[3])).Distinct());
        AssertSame(
            FieldsOfCompactEvents,
            TableOf("compact event", "field", "type", "meaning").Rows.Select(row => Only(row[1])).Distinct());
        AssertSame(streams, TableOf("stream", "event", "data").Rows.Select(row => Only(row[0])).Distinct());
    }

    [Fact]
    public async Task Every_example_is_JSON_and_has_only_fields_of_the_page()
    {
        var fields = Schemas(await DocumentAsync())
            .SelectMany(schema => schema.Node["properties"]?.AsObject().Select(field => field.Key) ?? []).Concat(MembersOfProblems).ToHashSet();
        var examples = JsonBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, PagePath)))
            .Select(block => JsonNode.Parse(block.Groups[1].Value)!).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Subset(fields, NamesIn(example).ToHashSet()));
    }

    private static DocumentTable TableOf(params string[] header) => Assert.Single(Tables, table => table.Header.SequenceEqual(header));

    private static string Only(string cell) => Assert.Single(DocumentTable.NamesIn(cell));

    private static string NamesOrText(string cell) => DocumentTable.NamesIn(cell) is { Length: > 0 } names ? Join(names) : cell;

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    // Two whole lists, so that a failure shows what is missing on either side.
    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> written) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));

    /// <summary>An operation as the page's table of it would read.</summary>
    private static string Describe(string name, JsonNode operation)
    {
        var lines = new List<string> { name, $"caller: {CallerOf(operation)}" };
        AddUnlessEmpty("parameters", ParametersOf(operation));
        AddUnlessEmpty("request", ContentsOf(operation["requestBody"]));
        AddUnlessEmpty("answers", AnswersOf(operation).SelectMany(answer => ContentsOf(answer.Node).Prepend(answer.Status)));
        AddUnlessEmpty("answer headers", AnswersOf(operation).SelectMany(answer => HeadersOf(answer.Node)));
        AddUnlessEmpty("errors", ProblemsOf(operation).Select(problem => problem.Split(' ')[1]).Except(CodesOfAll));
        return string.Join('\n', lines);

        void AddUnlessEmpty(string part, IEnumerable<string> names)
        {
            if (Join(names) is { Length: > 0 } text) lines.Add($"{part}: {text}");
        }
    }

    private static IEnumerable<(string Name, JsonNode Node)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!)));

    private static IEnumerable<(string Name, JsonNode Node)> Schemas(JsonNode document) =>
        document["components"]!["schemas"]!.AsObject().Select(schema => (schema.Key, schema.Value!));

    private static string CallerOf(JsonNode operation) => operation["security"]?[0]?.AsObject().Single().Key switch
    {
        null => "anyone",
        "bearer" => "user",
        "adminKey" => "administrator",
        "doorKey" => "door",
        var other => throw new InvalidOperationException($"The page has no name for the caller '{other}'."),
    };

    private static IEnumerable<string> ParametersOf(JsonNode operation) => (operation["parameters"]?.AsArray() ?? [])
        .Where(parameter => parameter!["in"]!.GetValue<string>() != "path").Select(parameter => parameter!["name"]!.GetValue<string>());

    private static IEnumerable<(string Status, JsonNode Node)> AnswersOf(JsonNode operation) => operation["responses"]!.AsObject()
        .Where(answer => answer.Key[0] is '2' or '3').Select(answer => (answer.Key, answer.Value!));

    private static IEnumerable<(string Status, JsonNode Node)> RefusalsOf(JsonNode operation) => operation["responses"]!.AsObject()
        .Where(answer => answer.Key[0] is '4' or '5').Select(answer => (answer.Key, answer.Value!));

    private static IEnumerable<string> ProblemsOf(JsonNode operation) => RefusalsOf(operation).SelectMany(answer =>
        answer.Node["content"]!["application/problem+json"]!["examples"]!.AsObject().Select(example => $"{answer.Status} {example.Key}"));

    private static IEnumerable<string> HeadersOf(JsonNode answer) => answer["headers"]?.AsObject().Select(header => header.Key) ?? [];

    // An object's name, or those of its forms; of what is no JSON its type.
    private static IEnumerable<string> ContentsOf(JsonNode? body) => body?["content"]?.AsObject()
        .SelectMany(content => content.Key == "application/json" ? FormsOf(content.Value!["schema"]!) : [content.Key]) ?? [];

    private static IEnumerable<string> FormsOf(JsonNode schema) => schema["oneOf"] is JsonArray forms
        ? forms.Select(form => NameOf(form!))
        : [NameOf(schema)];

    /// <summary>A field's type as the page writes it: <c>?</c> where it may be absent, and <c>or null</c> where it may be null.</summary>
    private static string TypeOf(JsonNode schema, string field)
    {
        var type = schema["properties"]![field]!;
        var isRequired = schema["required"]?.AsArray().Any(name => name!.GetValue<string>() == field) is true;
        return NameOf(type) + (isRequired ? type["type"] is JsonArray ? " or null" : "" : "?");
    }

    private static string NameOf(JsonNode type)
    {
        if (type["$ref"] is { } reference) return reference.GetValue<string>().Split('/')[^1];
        if (type["oneOf"] is JsonArray choices) return NameOf(choices.Single(choice => choice!["$ref"] is not null)!);
        var name = type["type"] is JsonArray names
            ? names.Select(each => each!.GetValue<string>()).Single(each => each != "null")
            : type["type"]!.GetValue<string>();
        if (name == "array") return NameOf(type["items"]!) + "[]";
        return type["format"]?.GetValue<string>() == "date-time" ? "time" : name;
    }

    private static IEnumerable<string> NamesIn(JsonNode? json) => json switch
    {
        JsonObject members => members.SelectMany(member => NamesIn(member.Value).Prepend(member.Key)),
        JsonArray items => items.SelectMany(NamesIn),
        _ => [],
    };

    private async Task<JsonNode> DocumentAsync() => (await api.Host.Anyone.GetAsync("/openapi/v1.json")).Granted().Json;

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex JsonBlock();
}
