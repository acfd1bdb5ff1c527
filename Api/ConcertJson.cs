using System.Text.Json.Serialization;
using Concert.Challenges;
using Concert.CheckIns;
using Concert.Concerts;
using Concert.OpenApi;
using Concert.Operations;
using Concert.Payments;
using Concert.Presale;
using Concert.Queues;
using Concert.Reservations;
using Concert.Seats;
using Concert.Tickets;
using Concert.Users;
using Concert.Wallets;
using Microsoft.AspNetCore.Mvc;

namespace Concert;

/// <summary>Every type that a request or a response can carry. <see cref="Http.WireFormat"/> says how each is written.</summary>
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(UserTokenResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(RecoveryCodeResponse))]
[JsonSerializable(typeof(RecoverRequest))]
[JsonSerializable(typeof(CreateConcertRequest))]
[JsonSerializable(typeof(ConcertResponse))]
[JsonSerializable(typeof(ConcertListResponse))]
[JsonSerializable(typeof(PerformanceListResponse))]
[JsonSerializable(typeof(PerformanceResponse))]
[JsonSerializable(typeof(SeatMapResponse))]
[JsonSerializable(typeof(CompactSeatMapResponse))]
[JsonSerializable(typeof(QueueTokenResponse))]
[JsonSerializable(typeof(ProofOfWorkDemand))]
[JsonSerializable(typeof(QueueResponse))]
[JsonSerializable(typeof(ConfigureQueueRequest))]
[JsonSerializable(typeof(QueueControlsResponse))]
[JsonSerializable(typeof(QueueFiguresResponse))]
[JsonSerializable(typeof(PresaleCodesRequest))]
[JsonSerializable(typeof(PresaleCodesResponse))]
[JsonSerializable(typeof(ReserveRequest))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservationListResponse))]
[JsonSerializable(typeof(PayRequest))]
[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(RefundResponse))]
[JsonSerializable(typeof(CheckInRequest))]
[JsonSerializable(typeof(CheckInResponse))]
[JsonSerializable(typeof(CheckInDoorResponse))]
[JsonSerializable(typeof(CheckInListResponse))]
[JsonSerializable(typeof(CheckInListHeader))]
[JsonSerializable(typeof(CheckInListBooking))]
[JsonSerializable(typeof(TicketKeysResponse))]
[JsonSerializable(typeof(WalletResponse))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(ChargeResponse))]
[JsonSerializable(typeof(TransactionListResponse))]
[JsonSerializable(typeof(FiguresResponse))]
[JsonSerializable(typeof(SettingsResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ProblemDocResponse))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class ConcertJson : JsonSerializerContext;
