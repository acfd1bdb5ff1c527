using System.Collections.Immutable;
using System.Text;
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
        var draft = new Draft(command.Operation, step.Number)
        {
            Actor = step.User,
            Expected = Expectation.Status(command.Answer.Status),
            Repeated = command.Request,
            Mutation = "the same command again",
        };
        draft.SetHeader("Idempotency-Key", command.Key);
        if (command.Request.Body is { Length: > 0 } bytes && command.Content.Length > 0 && step.Chance(0.5) && Reordered(bytes) is { } other)
            draft.Repeated = command.Request with { Body = other };
        return draft;
    }

    private static byte[]? Reordered(byte[] bytes)
    {
        if (System.Text.Json.Nodes.JsonNode.Parse(bytes) is not System.Text.Json.Nodes.JsonObject body) return null;
        var fields = body.Reverse().Select(field => $"\r\n\t\"{field.Key}\" : {field.Value?.ToJsonString() ?? "null"} ");
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
            mutation.Apply(draft, step);
            return draft;
        }
    }

    // Reserving needs a slot: most reservations are for a concert at which the user has one.
    private static Draft Sound(StepContext step, ApiOperation operation)
    {
        if (operation.Id == "Reserve" && step.Chance(0.85))
        {
            var place = step.PickOrNull(step.User.Places.Where(each => each.Status != "expired" && step.Model.Concerts.TakeLast(FuzzRun.CurrentConcerts).Any(concert => concert.Id == each.ConcertId)));
            if (step.Model.Concert(place?.ConcertId) is { } concert) step = step with { Concert = concert, Performance = step.Pick(concert.Performances) };
        }

        return SoundRequests.Make(step, operation);
    }

    /// <summary>Commands with a key more often than others: they are what the service is for.</summary>
    private static int WeightOf(ApiOperation operation)
    {
        if (operation.Has("Idempotency-Key")) return 14;
        if (operation.Id == "JoinQueue") return 12;
        if (operation.IsForUsers) return operation.IsRead && !operation.IsStream ? 5 : 3;
        return operation.IsForAdmins || !operation.IsRead ? 1 : 2;
    }

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
