using static Concert.Users.AUser;

namespace Concert.Users;

public sealed class TicketRulesTests
{
    [Fact]
    public void A_user_who_paid_for_nothing_has_no_tickets()
    {
        foreach (var user in new[] { With(0), With(60_000).Holding("A") })
        {
            Assert.Equal(0, TicketRules.Count(user, Noon));
            Assert.Null(TicketRules.Until(user));
        }
    }

    [Fact]
    public void Tickets_count_until_a_week_after_the_performance_has_started()
    {
        var user = With(60_000).Holding("A", seatCount: 2).Paid("A");

        Assert.Equal(Showtime.AddDays(7), TicketRules.Until(user));
        Assert.Equal(2, TicketRules.Count(user, Showtime.AddDays(7).AddTicks(-1)));
        Assert.Equal(0, TicketRules.Count(user, Showtime.AddDays(7)));
    }

    [Fact]
    public void The_last_performance_counts_whichever_was_paid_first()
    {
        var late = Showtime.AddDays(150);
        foreach (var names in new[] { "AB", "BA" })
        {
            var user = With(120_000).Holding("A").Holding("B");
            user = user with
            {
                Reservations = user.Reservations.SetItem(Id("A"), user.Find(Id("A"))! with { StartsAt = late }),
            };
            foreach (var name in names) user = user.Paid($"{name}");

            Assert.Equal(late.AddDays(7), TicketRules.Until(user));
            Assert.Equal(2, TicketRules.Count(user, Noon));
            Assert.Equal(1, TicketRules.Count(user, Showtime.AddDays(30)));
        }
    }

    [Fact]
    public void A_refund_takes_the_tickets_away()
    {
        var user = With(60_000).Holding("A").Paid("A");

        user = user.Apply(PaymentRules.Refund(user, Identifiers.Payment(Id("A")), Noon).Value!);

        Assert.Equal(0, TicketRules.Count(user, Noon));
        Assert.Null(TicketRules.Until(user));
    }

    [Fact]
    public void A_performance_at_the_end_of_time_is_no_error()
    {
        var user = With(60_000).Holding("A").Paid("A");
        user = user with
        {
            Reservations = user.Reservations.SetItem(Id("A"), user.Find(Id("A"))! with { StartsAt = DateTimeOffset.MaxValue.AddDays(-1) }),
        };

        Assert.Equal(DateTimeOffset.MaxValue, TicketRules.Until(user));
    }
}
