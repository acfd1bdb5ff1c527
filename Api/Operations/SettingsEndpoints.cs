using Concert.Auth;
using Concert.Concerts;
using Concert.OpenApi;
using Concert.Users;
using Concert.Wallets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Operations;

/// <summary>The settings that clients need.</summary>
internal static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder app) => app.MapGet("/v1/settings", Read)
        .WithName("GetSettings").WithTags("Operations")
        .WithSummary("The currency, the limits, who signs in users, and the time zone of venues.")
        .Example(200, new SettingsResponse("KRW", 4, 20, 300, WalletEndpoints.MaxCharge, SettingsResponse.BySelf, "Asia/Seoul"));

    private static Ok<SettingsResponse> Read(
        WalletOptions wallet, ReservationsOptions reservations, AuthOptions auth, CatalogOptions catalog) => TypedResults.Ok(
        new SettingsResponse(
            wallet.Currency,
            reservations.MaxSeatsPerUser,
            reservations.MaxChanges,
            (long)reservations.HoldDuration.TotalSeconds,
            WalletEndpoints.MaxCharge,
            auth.Authority is null ? SettingsResponse.BySelf : SettingsResponse.ByProvider,
            catalog.TimeZone,
            auth.SignInUrl));
}

/// <param name="MaxSeatsPerUser">For one performance; held and paid seats count together.</param>
/// <param name="MaxChanges">How often the seats of one reservation can be changed.</param>
/// <param name="HoldSeconds">How long a reservation holds its seats until it must be paid.</param>
/// <param name="MaxChargeAmount">The largest amount of one top-up.</param>
/// <param name="SignIn"><c>self</c>: by <c>POST /v1/users</c>; <c>provider</c>: by the OIDC provider that is configured.</param>
/// <param name="TimeZone">The IANA time zone of concerts that are created without one.</param>
/// <param name="SignInUrl">Where users sign in with the provider; absent if it is not configured.</param>
internal sealed record SettingsResponse(
    string Currency,
    int MaxSeatsPerUser,
    int MaxChanges,
    long HoldSeconds,
    long MaxChargeAmount,
    string SignIn,
    string TimeZone,
    string? SignInUrl = null)
{
    public const string BySelf = "self";

    public const string ByProvider = "provider";
}
