using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Model;
using Concert.Wire;

namespace Concert.Generation;

/// <summary>A request while it is made: sound at first, then perhaps changed by a mutation, which says what it expects.</summary>
internal sealed class Draft(ApiOperation operation, StepContext step)
{
    public const string Json = "application/json";

    public ApiOperation Operation => operation;

    /// <summary>What the request is made from. Its user and its concert may be others than those that the step began with.</summary>
    public StepContext Step => step;

    public int Number => step.Number;

    /// <summary>The user whose valid token the request has.</summary>
    public ModelUser? Actor { get; set; }

    /// <summary>The values of the path, not encoded yet.</summary>
    public Dictionary<string, string> PathValues { get; } = [];

    public List<(string Name, string Value)> Query { get; } = [];

    public List<RawHeader> Headers { get; } = [];

    public JsonObject? Body { get; set; }

    /// <summary>The bytes of the body, if they are not simply <see cref="Body"/>.</summary>
    public byte[]? Bytes { get; set; }

    public string? ContentType { get; set; } = Json;

    /// <summary>The target, if it is not simply path and query.</summary>
    public string? Target { get; set; }

    public string? Method { get; set; }

    public string Version { get; set; } = "HTTP/1.1";

    public Framing Framing { get; set; }

    public bool EndsSending { get; set; }

    /// <summary>What the mutation expects. Null: what <see cref="Oracle"/> predicts for a sound request.</summary>
    public Expectation? Expected { get; set; }

    /// <summary>True if the request is not correct HTTP, so that the server may refuse it without an answer of the service.</summary>
    public bool IsMalformedHttp { get; set; }

    /// <summary>True if the address or the method may be those of no operation.</summary>
    public bool IsElsewhere { get; set; }

    public string Mutation { get; set; } = "";

    /// <summary>True if copies of the request are sent at once: another of them may be the one that has the effect.</summary>
    public bool HasCopies { get; set; }

    /// <summary>The bytes of an earlier request, if the request repeats one.</summary>
    public WireRequest? Repeated { get; set; }

    /// <summary>True if a success is one of the operation: what was changed does not lead to another.</summary>
    public bool IsOfOperation => !IsElsewhere || (IsMalformedHttp && Target is null && Method is null);

    public string PlainTarget => Path + (Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(each => $"{Escape(each.Name)}={Escape(each.Value)}")));

    private string Path => PathValues.Aggregate(
        operation.Path, (path, each) => path.Replace($"{{{each.Key}}}", Escape(each.Value), StringComparison.Ordinal));

    public string? Header(string name) => Headers.Find(header => header.Name == name)?.Value;

    public void SetHeader(string name, string? value)
    {
        Headers.RemoveAll(header => header.Name == name);
        if (value is not null) Headers.Add(new(name, value));
    }

    public Intent ToIntent() => new(operation, Actor)
    {
        PathValues = PathValues.ToImmutableDictionary(),
        Body = Body,
        Key = Header("Idempotency-Key"),
        QueueToken = Header("Queue-Token"),
        IsSound = Expected is null,
    };

    public WireRequest ToRequest()
    {
        if (Repeated is not null) return Repeated;
        var bytes = Bytes ?? (Body is null ? null : Encoding.UTF8.GetBytes(Body.ToJsonString()));
        var headers = Headers.ToImmutableList();
        if (bytes is not null && ContentType is not null) headers = headers.Add(new("Content-Type", ContentType));
        return new(Method ?? operation.Method, Target ?? PlainTarget)
        {
            Version = Version,
            Headers = headers,
            Body = bytes,
            Framing = Framing,
            EndsSending = EndsSending,
            ClosesAfter = IsMalformedHttp,
        };
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
