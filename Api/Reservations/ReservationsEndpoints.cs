using Concert.Auth;
using Concert.Concerts;
using Concert.Http;
using Concert.OpenApi;
using Concert.Problems;
using Concert.Tickets;
using Concert.Users;
using Concert.Wallets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Concert.Reservations;

/// <summary>The reservations of a user.</summary>
internal static class ReservationsEndpoints
{
    public static void MapReservations(this IEndpointRouteBuilder app)
    {
        var reservations = app.MapGroup("/v1/reservations").WithTags("Reservations");
        reservations.MapPost("/", Reserve).WithName("Reserve")
            .WithSummary("Holds the seats with the given ids, or the best free seats: all of them, or no seat.")
            .Example(null, ReservationExamples.Request).Example(201, ReservationExamples.Held)
            .Refuses(
                Codes.InvalidRequest, "performance_not_found", "seat_not_found", "queue_token_not_active", "reservation_expired",
                "sales_closed", "seat_limit_exceeded", "hold_limit_exceeded", "seat_recently_held", "lone_seat", "sold_out",
                Refusal.SoldOut.AllHeldCode, "seat_taken").Located();
        reservations.MapGet("/", List).WithName("ListReservations").WithSummary("The reservations of the user, newest first.")
            .Example(200, ReservationExamples.List);
        reservations.MapGet("/{reservationId}", Find).WithName("GetReservation")
            .WithSummary("One of the user's reservations, with its tickets once it is paid.")
            .Example(200, ReservationExamples.Paid).Refuses("reservation_not_found");
        reservations.MapPatch("/{reservationId}", Change).WithName("ChangeSeats")
            .WithSummary("Adds seats to a held reservation, and drops some: all of it, or nothing. The end of the hold stays.")
            .Example(null, ReservationExamples.Change).Example(200, ReservationExamples.Held)
            .Refuses(
                Codes.InvalidRequest, "seat_not_found", "reservation_not_found", "already_paid", "already_refunded",
                "reservation_released", "reservation_expired", "sales_closed", "no_seat_left", "too_many_changes",
                "seat_limit_exceeded", "seat_recently_held", "lone_seat", "seat_taken");
        reservations.MapDelete("/{reservationId}", Release).WithName("ReleaseReservation")
            .WithSummary("Releases the reservation; its seats are free at once.")
            .Refuses("reservation_not_found", "already_paid", "already_refunded", "reservation_expired");
    }

    private static async Task<Results<Created<ReservationResponse>, ProblemResult>> Reserve(
        CurrentUser user,
        QueueToken token,
        IdempotencyKey key,
        ReserveRequest request,
        ReservationsOptions limits,
        GatewayCatalogCache catalog,
        WalletOptions wallet,
        IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var command = ReserveParsing.Parse(request, token, key, limits, errors);
        if (!errors.Any) await ReserveParsing.RequireSectionAsync(command, catalog, errors);
        if (errors.Any) return errors.ToProblem();
        if (!PathId.IsUsable(command.PerformanceId)) return new Refusal.PerformanceNotFound().ToProblem();
        var held = key.Answer(await grains.Grain<IReservationsGrain>(user.Id.Value).Reserve(command));
        return held.IsGranted
            ? TypedResults.Created($"/v1/reservations/{held.Value.ReservationId}", ReservationResponse.Of(held.Value, wallet))
            : held.Refusal.ToProblem();
    }

    private static async Task<Ok<ReservationListResponse>> List(
        CurrentUser user, PageQuery query, WalletOptions wallet, IGrainFactory grains)
    {
        var page = await grains.Grain<IReservationsGrain>(user.Id.Value).List(query.Page);
        return TypedResults.Ok(new ReservationListResponse(
            [.. page.Items.Select(item => ReservationResponse.Of(item, wallet))], PageQuery.CursorOf(page.Next)));
    }

    private static async Task<Results<Ok<ReservationResponse>, ProblemResult>> Find(
        string reservationId, CurrentUser user, WalletOptions wallet, TicketCodes codes, IGrainFactory grains)
    {
        var id = new ReservationId(reservationId);
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var found = await grains.Grain<IReservationsGrain>(user.Id.Value).Find(id);
        return found.IsGranted ? TypedResults.Ok(ReservationResponse.Of(found.Value, wallet, codes)) : found.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<ReservationResponse>, ProblemResult>> Change(
        string reservationId,
        CurrentUser user,
        IdempotencyKey key,
        ChangeSeatsRequest request,
        ReservationsOptions limits,
        WalletOptions wallet,
        IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var id = new ReservationId(reservationId);
        var command = ReserveParsing.ParseChange(id, request, key, limits, errors);
        if (errors.Any) return errors.ToProblem();
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var changed = key.Answer(await grains.Grain<IReservationsGrain>(user.Id.Value).Change(command));
        return changed.IsGranted ? TypedResults.Ok(ReservationResponse.Of(changed.Value, wallet)) : changed.Refusal.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemResult>> Release(string reservationId, CurrentUser user, IGrainFactory grains)
    {
        var id = new ReservationId(reservationId);
        if (!PathId.IsUsable(id)) return new Refusal.ReservationNotFound().ToProblem();
        var released = await grains.Grain<IReservationsGrain>(user.Id.Value).Release(id);
        return released.IsGranted ? TypedResults.NoContent() : released.Refusal.ToProblem();
    }
}
