using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Concert.Contract;

namespace Concert.Model;

/// <summary>What a request asks for, if the service reads it as it was meant.</summary>
/// <param name="Actor">The user whose valid access token the request has; null if it has none.</param>
internal sealed record Intent(ApiOperation Operation, ModelUser? Actor)
{
    public ImmutableDictionary<string, string> PathValues { get; init; } = ImmutableDictionary<string, string>.Empty;

    public JsonObject? Body { get; init; }

    public string? Key { get; init; }

    public string? QueueToken { get; init; }

    /// <summary>
    /// True if nothing about the form of the request speaks against it, and its caller has what the operation requires. Whether it
    /// succeeds depends on the state of the service alone.
    /// </summary>
    public bool IsSound { get; init; }

    /// <summary>The command without its key: two commands of one user with the same content have the same effect. No body is the same as an empty one.</summary>
    public string Content => $"{Operation.Name} {string.Join(',', PathValues.Values)} {(Meant is { Count: > 0 } body ? body.ToJsonString() : "")}";

    /// <summary>The payment also charges what is missing.</summary>
    public bool IsCharging => Body?["chargeMissing"] is JsonValue value && value.TryGetValue<bool>(out var isCharging) && isCharging;

    // To ask for no charge is to ask for none.
    private JsonObject? Meant
    {
        get
        {
            if (Body?.ContainsKey("chargeMissing") is not true || IsCharging) return Body;
            var meant = Body.DeepClone().AsObject();
            meant.Remove("chargeMissing");
            return meant;
        }
    }

    /// <summary>The amount that the user of a payment was shown.</summary>
    public long? Amount => Number("amount");

    /// <summary>The largest charge that the user of a payment agreed to.</summary>
    public long? ChargeAtMost => Number("chargeAtMost");

    public string? PathValue(string name) => PathValues.GetValueOrDefault(name);

    public string? Text(string field) => Body?[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private long? Number(string field) => Body?[field] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
