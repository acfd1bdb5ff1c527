using System.Globalization;
using System.Net;
using Concert.Auth;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Concert.Users;

/// <summary>A token that is renewed lasts as long as its user comes, and as their tickets do.</summary>
public sealed class TokenRenewalTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    [Fact]
    public async Task A_user_who_comes_every_29_days_keeps_wallet_and_tickets()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync("Kim Minji");
        (await user.ChargeAsync(70_000)).Granted(HttpStatusCode.Created);

        for (var visit = 0; visit < 4; visit++)
        {
            api.Time.Advance(TimeSpan.FromDays(29));
            var renewed = (await RenewAsync(user)).Granted();
            Assert.Equal("Kim Minji", renewed.Text("name"));
            Assert.Equal(api.Time.GetUtcNow() + Lifetime, Time(renewed.Text("expiresAt")));
            user = user with { AccessToken = renewed.Text("accessToken") };
            Assert.Equal(70_000, (await user.GetAsync("/v1/wallet")).Granted().Number("balance"));
        }
    }

    [Fact]
    public async Task The_old_token_stays_good_until_its_end_and_names_the_same_user()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        api.Time.Advance(TimeSpan.FromDays(10));

        var renewed = (await RenewAsync(user)).Granted();

        Assert.Equal(SubjectOf(user.AccessToken!), renewed.Text("userId"));
        Assert.Equal(SubjectOf(user.AccessToken!), SubjectOf(renewed.Text("accessToken")));
        Assert.Null(renewed.Json["recoveredAt"]);
        (await user.GetAsync("/v1/wallet")).Granted();
        api.Time.Advance(TimeSpan.FromDays(20));
        (await user.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
        (await RenewAsync(user)).Refused(401, "unauthenticated");
        (await (user with { AccessToken = renewed.Text("accessToken") }).GetAsync("/v1/wallet")).Granted();
    }

    [Fact]
    public async Task The_token_of_a_user_with_tickets_lasts_until_a_week_after_the_last_performance_starts()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        var later = await PaidAsync(api, user, TimeSpan.FromDays(150));
        var evening = api.Time.GetUtcNow() + TimeSpan.FromDays(150);
        await PaidAsync(api, user, TimeSpan.FromDays(40));

        var renewed = (await RenewAsync(user)).Granted();

        Assert.Equal(evening + TimeSpan.FromDays(7), Time(renewed.Text("expiresAt")));
        var fan = user with { AccessToken = renewed.Text("accessToken") };
        api.Time.Advance(TimeSpan.FromDays(150));
        Assert.Equal("paid", (await fan.GetAsync($"/v1/reservations/{later}")).Granted().Text("status"));
    }

    [Fact]
    public async Task A_reservation_that_is_held_or_refunded_does_not_lengthen_a_token()
    {
        await using var api = await ApiHost.StartAsync();
        var user = await api.UserAsync();
        var paymentId = (await user.GetAsync($"/v1/reservations/{await PaidAsync(api, user, TimeSpan.FromDays(100))}")).Text("paymentId");
        (await user.Repeatably().PostAsync($"/v1/payments/{paymentId}/refunds")).Granted(HttpStatusCode.Created);
        var concert = await api.ConcertAsync(startsIn: TimeSpan.FromDays(100));
        (await (await user.JoinAsync(concert)).ReserveAsync(concert, "1-1-1")).Granted(HttpStatusCode.Created);

        Assert.Equal(api.Time.GetUtcNow() + Lifetime, Time((await RenewAsync(user)).Granted().Text("expiresAt")));
    }

    [Fact]
    public async Task The_lifetime_is_a_setting()
    {
        await using var api = await ApiHost.StartAsync(("Auth:TokenLifetime", "02:00:00"));
        var user = await api.UserAsync();

        Assert.Equal(api.Time.GetUtcNow() + TimeSpan.FromHours(2), Time((await RenewAsync(user)).Granted().Text("expiresAt")));
        api.Time.Advance(TimeSpan.FromHours(2));
        (await user.GetAsync("/v1/wallet")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_without_a_name_is_renewed_as_well()
    {
        await using var api = await ApiHost.StartAsync();
        var nameless = api.Anyone with { AccessToken = new AccessTokens(new(ApiHost.SigningKey), api.Time, new()).Issue(new("u_1"), "").Token };

        Assert.Equal("", (await RenewAsync(nameless)).Granted().Text("name"));
        (await RenewAsync(api.Anyone)).Refused(401, "unauthenticated");
        (await nameless.PostAsync("/v1/users/me/token", new { name = "Other" })).Refused(400, "invalid_request");
    }

    /// <returns>The reservation.</returns>
    internal static async Task<string> PaidAsync(ApiHost api, Caller user, TimeSpan startsIn)
    {
        var concert = await api.ConcertAsync(startsIn: startsIn);
        var reservation = (await (await user.JoinAsync(concert)).ReserveAsync(concert, "1-1-1", "1-1-2")).Granted(HttpStatusCode.Created);
        (await user.ChargeAsync(20_000)).Granted(HttpStatusCode.Created);
        (await user.PayAsync(reservation.Text("reservationId"))).Granted(HttpStatusCode.Created);
        return reservation.Text("reservationId");
    }

    private static Task<Answer> RenewAsync(Caller user) => user.PostAsync("/v1/users/me/token");

    private static string SubjectOf(string token) => new JsonWebToken(token).Subject;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
