using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Concert.Contract;
using Concert.Generation;
using Concert.Model;

namespace Concert.Runs;

/// <summary>Chooses what a step sends. Operations and mutations are dealt like cards, so that a short run meets all of them.</summary>
internal sealed class StepPlanner(ApiContract contract, FuzzOptions options)
{
    private readonly Deck<Mutation> _mutations = new(Mutation.All);
    private readonly Deck<ApiOperation> _operations = new([.. contract.Operations.SelectMany(operation => Enumerable.Repeat(operation, WeightOf(operation)))]);

    public Random RandomOf(int number) => options.RandomOf(number);

    public Draft Plan(StepContext step)
    {
        var kind = step.Random.NextDouble();
        if (kind < 0.10 && Repeat(step) is { } repeated) return repeated;
        return kind < 0.45 ? Mutated(step) : Sound(step, _operations.Next(step.Random));
    }

    /// <summary>A command that was answered, byte for byte, or with other white space and with its fields in another order.</summary>
    private static Draft? Repeat(StepContext step)
    {
        if (step.PickOrNull(step.User.Commands.Values.OrderBy(each => each.Key, StringComparer.Ordinal)) is not { } command) return null;
        var draft = new Draft(command.Operation, step)
        {
            Actor = step.User,
            Expected = Expectation.Status(command.Answer.Status),
            Repeated = command.Request,
            Mutation = "the same command again",
        };
        draft.SetHeader("Idempotency-Key", command.Key);
        if (command.Request.Body is [(byte)'{', ..] bytes && step.Chance(0.5)) draft.Repeated = command.Request with { Body = Reordered(bytes) };
        return draft;
    }

    private static byte[] Reordered(byte[] bytes)
    {
        var fields = JsonNode.Parse(bytes)!.AsObject().Reverse().Select(field => $"\r\n\t\"{field.Key}\" : {field.Value?.ToJsonString() ?? "null"} ");
        return Encoding.UTF8.GetBytes($" {{{string.Join(',', fields)}}}\n");
    }

    private Draft Mutated(StepContext step)
    {
        // A mutation that fits no request of a few operations waits for its next turn.
        for (var attempt = 0; ; attempt++)
        {
            var mutation = _mutations.Next(step.Random);
            var drafts = Enumerable.Range(0, 3 * contract.Operations.Length).Select(_ => Sound(step, step.Pick(contract.Operations)));
            if (drafts.FirstOrDefault(draft => draft.Expected is null && mutation.Fits(draft)) is not { } draft) continue;
            draft.Mutation = mutation.Name;
            mutation.Apply(draft, draft.Step);
            return draft;
        }
    }

    // Most calls that need something are those of users who have it: a reservation, a payment, a slot at the concert.
    private static Draft Sound(StepContext step, ApiOperation operation)
    {
        if (step.Chance(0.85) && NeedOf(step, operation) is { } need && !need(step.User) && step.PickOrNull(step.Model.Users.Where(need)) is { } other)
            step = step with { User = other };
        if (operation.Id == "Reserve" && step.Chance(0.85) && step.PickOrNull(step.User.Places.Where(IsOpen)) is { } place)
        {
            var concert = step.Model.Concert(place.ConcertId)!;
            step = step with { Concert = concert, Performance = step.Pick(concert.Performances) };
        }

        return SoundRequests.Make(step, operation);

        bool IsOpen(ModelPlace each) =>
            each.Status != "expired" && step.Model.Concerts.TakeLast(FuzzRun.CurrentConcerts).Any(concert => concert.Id == each.ConcertId);
    }

    private static Func<ModelUser, bool>? NeedOf(StepContext step, ApiOperation operation) => operation.Id switch
    {
        // Few payments stay until their performance starts.
        "RefundPayment" when step.Chance(0.3) =>
            user => user.Reservations.Any(each => each.Status is ModelStatus.Paid && step.Now >= each.Performance.StartsAt),
        "RefundPayment" => user => user.Reservations.Any(reservation => reservation.PaymentId is not null),
        "PayReservation" or "GetReservation" or "ReleaseReservation" or "ChangeSeats" => user => user.Reservations.Count > 0,
        "Reserve" or "GetQueueToken" or "LeaveQueue" or "WatchQueueToken" => user => user.Places.Count > 0,
        _ => null,
    };

    /// <summary>What the service is for more often than the rest, so that halls fill and users reach their limits.</summary>
    private static int WeightOf(ApiOperation operation) => operation.Id switch
    {
        "Reserve" => 26,
        "JoinQueue" => 16,
        "PayReservation" => 14,
        "ChargeWallet" => 8,
        "ChangeSeats" => 8,
        "RefundPayment" => 6,
        // Only the answer about a paid reservation has tickets, which doors read.
        "GetReservation" => 4,
        "CheckIn" => 3,
        "GetQueueToken" => 6,
        "LeaveQueue" => 1,
        // Most concerts can be joined by anyone.
        "SetPresaleCodes" => 1,
        "RemovePresaleCodes" => 2,
        _ => operation.IsForAdmins || operation.IsStream || operation.Method != "GET" ? 2 : 3,
    };

    /// <summary>Deals its cards in an order drawn from the steps, and begins anew after the last.</summary>
    private sealed class Deck<T>(ImmutableArray<T> cards)
    {
        private readonly List<T> _left = [];

        public T Next(Random random)
        {
            if (_left.Count == 0) _left.AddRange(cards);
            var index = random.Next(_left.Count);
            var card = _left[index];
            _left.RemoveAt(index);
            return card;
        }
    }
}
