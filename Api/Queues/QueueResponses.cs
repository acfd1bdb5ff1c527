namespace Concert.Queues;

/// <summary>A concert's queue, as everyone may see it.</summary>
/// <param name="LobbyOpensAt">When users can join.</param>
/// <param name="OpensAt">When users are admitted: the first sale of the concert opens.</param>
/// <param name="Waiting">How many users wait, or are in the lobby.</param>
/// <param name="Paused">The operators have stopped admission for a while.</param>
/// <param name="Presale">Joining needs a presale code.</param>
/// <param name="Message">The operators' text for those who wait.</param>
/// <param name="Outlook">For a user who joins now; null while that is not known.</param>
/// <param name="Draw">Null: there is no draw, the early are admitted in the order of joining.</param>
internal sealed record QueueResponse(
    string ConcertId,
    QueuePhase Phase,
    int Waiting,
    bool Paused,
    bool Presale,
    DateTimeOffset? LobbyOpensAt = null,
    DateTimeOffset? OpensAt = null,
    string? Message = null,
    QueueOutlook? Outlook = null,
    DrawModel? Draw = null)
{
    public static QueueResponse Of(ConcertId concertId, QueueSnapshot snapshot, int waitingCount, bool needsCode) => new(
        concertId.Value,
        snapshot.Phase,
        waitingCount,
        snapshot.Notice is { IsPaused: true },
        needsCode,
        snapshot.Opening?.LobbyOpensAt,
        snapshot.Opening?.OpensAt,
        snapshot.Notice?.Message,
        snapshot.Phase is QueuePhase.Open ? QueueOutlooks.Of(snapshot.Notice, waitingCount + 1) : null,
        snapshot.Opening is { Commitment: { } commitment } opening
            ? new(commitment, opening.Seed, opening.Seed is null ? null : opening.EarlyCount)
            : null);
}

/// <param name="Commitment">SHA-256 of the seed, in lower-case hex; public from the concert's creation.</param>
/// <param name="Seed">32 bytes in lower-case hex; null until the order is drawn.</param>
/// <param name="Places">How many places were drawn, 1 to this number; null until the order is drawn.</param>
internal sealed record DrawModel(string Commitment, string? Seed = null, long? Places = null);

/// <summary>What a user who joins can ask for; the body can be left out.</summary>
/// <param name="CallMe">
/// True: the user wants to be called, and has longer to claim the slot, which a poll then does not claim. False: no longer. Left out: as
/// before, which is not, at first.
/// </param>
/// <param name="PresaleCode">A code of the concert's presale, if it has one. Who has a place needs none.</param>
internal sealed record JoinQueueRequest(bool? CallMe = null, string? PresaleCode = null);

/// <summary>An operator's change; what is left out stays as it is.</summary>
/// <param name="MaxActive">Users admitted at a time.</param>
/// <param name="AdmissionsPerMinute">0: as fast as slots are free.</param>
/// <param name="Paused">True: nobody is admitted until it is false again.</param>
/// <param name="Message">A text for those who wait; empty: none.</param>
internal sealed record ConfigureQueueRequest(
    int? MaxActive = null, int? AdmissionsPerMinute = null, bool? Paused = null, string? Message = null);

/// <summary>What is in force for a queue.</summary>
/// <param name="MaxActive">Users admitted at a time.</param>
/// <param name="AdmissionsPerMinute">Null: as fast as slots are free.</param>
internal sealed record QueueControlsResponse(int MaxActive, bool Paused, int? AdmissionsPerMinute = null, string? Message = null)
{
    public static QueueControlsResponse Of(QueueControls controls) =>
        new(controls.MaxActive, controls.IsPaused, controls.AdmissionsPerMinute, controls.Message);
}

/// <summary>A queue in numbers, for its operators; the counts are of places.</summary>
/// <param name="Waiting">Waiting now; 0 before the opening.</param>
/// <param name="Lobby">In the lobby now; 0 after the opening.</param>
/// <param name="Active">With a slot now, claimed or not.</param>
/// <param name="Admitted">Ever admitted.</param>
/// <param name="Claimed">Ever admitted, and the slot claimed.</param>
/// <param name="ExpiredUnclaimed">Ever admitted, and the slot ended without a claim.</param>
/// <param name="Departed">Given up while waiting.</param>
/// <param name="AdmissionsPerMinute">Admissions in the last minute.</param>
/// <param name="OldestWaitSeconds">How long the first of the line has waited, the lobby not counted.</param>
/// <param name="Controls">What is in force.</param>
internal sealed record QueueFiguresResponse(
    int Waiting,
    int Lobby,
    int Active,
    long Admitted,
    long Claimed,
    long ExpiredUnclaimed,
    long Departed,
    int AdmissionsPerMinute,
    long OldestWaitSeconds,
    QueueControlsResponse Controls)
{
    public static QueueFiguresResponse Of(QueueFigures figures) => new(
        figures.WaitingCount,
        figures.LobbyCount,
        figures.ActiveCount,
        figures.AdmittedCount,
        figures.ClaimedCount,
        figures.ExpiredUnclaimedCount,
        figures.DepartedCount,
        figures.AdmissionsPerMinute,
        (long)figures.OldestWait.TotalSeconds,
        QueueControlsResponse.Of(figures.Controls));
}
