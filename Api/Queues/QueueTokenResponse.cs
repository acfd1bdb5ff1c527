using System.Text.Json.Serialization;
using Concert.Auth;

namespace Concert.Queues;

/// <param name="Position">1 is next; 0 if the user is not waiting; null in the lobby, where the order is not drawn yet.</param>
/// <param name="EstimatedWaitSeconds">Until admission, at the measured pace; null in the lobby.</param>
/// <param name="PollAfterSeconds">When to ask again.</param>
/// <param name="ExpiresAt">The exclusive end of the slot, while active.</param>
/// <param name="OpensAt">When the queue opens; only in the lobby.</param>
/// <param name="Paused">The operators have stopped admission for a while.</param>
/// <param name="Message">The operators' text for those who wait.</param>
/// <param name="Outlook">Whether seats are probably left at this position; null while that is not known.</param>
/// <param name="ClaimBy">The exclusive end of the slot unless its user claims it; only while active and not claimed.</param>
/// <param name="ReturnBy">The user missed the turn, and until then can join again and stand in front of the line; only if expired.</param>
internal sealed record QueueTokenResponse(
    string Token,
    string ConcertId,
    QueueStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? EstimatedWaitSeconds,
    int PollAfterSeconds,
    DateTimeOffset? ExpiresAt = null,
    DateTimeOffset? OpensAt = null,
    bool Paused = false,
    string? Message = null,
    QueueOutlook? Outlook = null,
    DateTimeOffset? ClaimBy = null,
    DateTimeOffset? ReturnBy = null)
{
    /// <param name="tokens">Issues the next token, which says what the response says.</param>
    /// <param name="token">The place, and what the user has seen before: neither position nor estimate becomes worse.</param>
    /// <param name="standing">Where the place stands, as this gateway knows it.</param>
    /// <param name="snapshot">The queue, as this gateway knows it.</param>
    /// <param name="now">The time of day.</param>
    /// <param name="lobbyCount">How many users are in the lobby.</param>
    public static QueueTokenResponse Of(
        QueueTokens tokens, QueueToken token, QueueStanding standing, QueueSnapshot snapshot, DateTimeOffset now, int lobbyCount = 0) =>
        Unsigned(token, standing, snapshot, now, lobbyCount).Signed(tokens, token);

    /// <summary>The response without its token, whose signature is the larger part of the work.</summary>
    public static QueueTokenResponse Unsigned(
        QueueToken token, QueueStanding standing, QueueSnapshot snapshot, DateTimeOffset now, int lobbyCount)
    {
        var notice = standing.Status is QueueStatus.Expired ? null : snapshot.Notice;
        if (standing.Status is QueueStatus.Lobby)
        {
            return new(
                Token: "",
                token.ConcertId.Value,
                QueueStatus.Lobby,
                Position: null,
                EstimatedWaitSeconds: null,
                QueueEstimates.LobbyPollAfterSeconds(
                    (snapshot.Opening?.OpensAt ?? now) - now, token.Place.Place, lobbyCount, snapshot.PollLimits),
                OpensAt: snapshot.Opening?.OpensAt,
                Paused: notice is { IsPaused: true },
                Message: notice?.Message);
        }

        var position = standing.Status is QueueStatus.Waiting ? standing.Position : 0;
        var wait = QueueEstimates.WaitSeconds(position, standing.AdmissionsPerSecond);
        if (token.Seen is { Position: > 0 } best) (position, wait) = (Math.Min(position, best.Position), Math.Min(wait, best.WaitSeconds));
        var untilNext = Math.Max(wait, (long)Math.Ceiling(standing.AddressWait.TotalSeconds));
        return new(
            Token: "",
            token.ConcertId.Value,
            standing.Status,
            position,
            untilNext,
            QueueEstimates.PollAfterSeconds(
                // Whoever waits for the bound of the address is far from the door, and each of these polls is a grain call.
                standing.AddressWait > TimeSpan.Zero ? long.MaxValue : position,
                untilNext,
                snapshot.PollLimits with { ClaimWindow = standing.ClaimWindow },
                PollJitter.Of(token.Place.Place, now)),
            standing.ActiveUntil,
            Paused: notice is { IsPaused: true },
            Message: notice?.Message,
            // How many of the others come before a user whose address is at its bound is not known.
            Outlook: standing is { Status: QueueStatus.Waiting, AddressWait.Ticks: 0 } ? QueueOutlooks.Of(notice, position) : null,
            ClaimBy: standing.ClaimBy,
            ReturnBy: standing.ReturnBy);
    }

    /// <summary>The position and the estimate that the user sees in this response.</summary>
    [JsonIgnore]
    public LastSeen Seen =>
        this is { Position: { } position, EstimatedWaitSeconds: { } wait } ? new(position, wait) : LastSeen.Nothing;

    /// <summary>The same with its token, which says what the response says.</summary>
    public QueueTokenResponse Signed(QueueTokens tokens, QueueToken token) =>
        this with { Token = tokens.Issue(token.ConcertId, token.Place.UserId, token.Place.Place, Seen) };
}
