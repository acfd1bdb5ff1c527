using System.Buffers.Text;
using Concert.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Tickets;

/// <summary>What a door needs to verify codes without a network.</summary>
internal static class TicketKeysEndpoints
{
    public static void MapTicketKeys(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/ticket-keys", Read).WithTags("Check-in").WithName("GetTicketKeys")
            .WithSummary("The public keys of ticket codes, as JSON Web Keys (ECDSA with P-256 and SHA-256).")
            .Example(200, new TicketKeysResponse([new(
                "f3Qh0aYtWvI",
                "EC",
                "P-256",
                "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM")]));

    private static Ok<TicketKeysResponse> Read(TicketCodes codes) => TypedResults.Ok(new TicketKeysResponse(
        [.. codes.PublicKeys.Select(key => new TicketKeyModel(
            key.Id, "EC", "P-256", Base64Url.EncodeToString(key.X), Base64Url.EncodeToString(key.Y)))]));
}

internal sealed record TicketKeysResponse(IReadOnlyList<TicketKeyModel> Keys);

/// <param name="Kid">The second part of a code.</param>
internal sealed record TicketKeyModel(string Kid, string Kty, string Crv, string X, string Y);
