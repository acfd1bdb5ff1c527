using System.Net;

namespace Concert.Reservations;

/// <summary>Reservations, payments and refunds that are too early or too late.</summary>
[Collection(nameof(ApiFixture))]
public sealed class BookingTimeTests(ApiFixture api)
{
    [Fact]
    public async Task No_seat_can_be_reserved_before_sales_open()
    {
        var concert = await api.Host.ConcertAsync(salesOpenIn: TimeSpan.FromMinutes(1));
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);

        var answer = (await user.ReserveAsync(concert, "1-1-1")).Refused(409, "sales_closed");
        Assert.EndsWith("Z", answer.Text("salesOpenAt"), StringComparison.Ordinal);

        // A second more: the queue also waits for the database's clock, which is read with an uncertainty.
        api.Host.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task No_payment_is_refunded_once_the_performance_has_started()
    {
        var concert = await api.Host.ConcertAsync(startsIn: TimeSpan.FromMinutes(3));
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        var paid = (await user.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);

        api.Host.Time.Advance(TimeSpan.FromMinutes(3));

        (await user.Repeatably().PostAsync($"/v1/payments/{paid.Text("paymentId")}/refunds")).Refused(409, "refund_closed");
        var dates = await user.GetAsync($"/v1/concerts/{concert.ConcertId}/performances?available=true");
        Assert.Empty(dates.Granted().Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_hold_ends_with_the_sale_and_says_so()
    {
        var concert = await api.Host.ConcertAsync(salesCloseIn: TimeSpan.FromMinutes(1));
        var closes = api.Host.Time.GetUtcNow().AddMinutes(1);
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        var other = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);

        var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        Assert.StartsWith($"{closes:yyyy-MM-dd'T'HH:mm:ss}", held.Text("expiresAt"), StringComparison.Ordinal);

        api.Host.Time.Advance(TimeSpan.FromMinutes(1));
        (await user.PayAsync(held.Text("reservationId"))).Refused(409, "reservation_expired");
        var late = (await other.ReserveAsync(concert, "1-1-2")).Refused(409, "sales_closed");
        Assert.StartsWith($"{closes:yyyy-MM-dd'T'HH:mm:ss}", late.Text("salesCloseAt"), StringComparison.Ordinal);
        Assert.Equal("ended", (await user.GetAsync($"/v1/concerts/{concert.ConcertId}/queue")).Granted().Text("phase"));
        (await (await api.Host.UserAsync()).PostAsync($"/v1/concerts/{concert.ConcertId}/queue-tokens")).Refused(409, "sales_closed");
    }

    [Fact]
    public async Task A_payment_is_refunded_after_the_sale_closed_and_before_the_start()
    {
        var concert = await api.Host.ConcertAsync(startsIn: TimeSpan.FromMinutes(3), salesCloseIn: TimeSpan.FromMinutes(1));
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var held = (await user.ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);
        var paid = (await user.PayAsync(held.Text("reservationId"))).Granted(HttpStatusCode.Created);

        api.Host.Time.Advance(TimeSpan.FromMinutes(2));

        (await user.Repeatably().PostAsync($"/v1/payments/{paid.Text("paymentId")}/refunds")).Granted(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_reservation_that_was_not_paid_in_time_is_expired()
    {
        var concert = await api.Host.ConcertAsync();
        var user = await (await api.Host.UserAsync()).JoinAsync(concert);
        (await user.ChargeAsync(10_000)).Granted(HttpStatusCode.Created);
        var id = (await user.ReserveAsync(concert, "1-1-1")).Text("reservationId");

        api.Host.Time.Advance(TimeSpan.FromMinutes(5));

        (await user.PayAsync(id)).Refused(409, "reservation_expired");
        (await user.DeleteAsync($"/v1/reservations/{id}")).Refused(409, "reservation_expired");
        Assert.Equal("expired", (await user.GetAsync($"/v1/reservations/{id}")).Granted().Text("status"));
    }
}
