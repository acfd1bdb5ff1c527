namespace Concert;

/// <summary>What the page says about a payment, in one language.</summary>
internal sealed record PaymentTexts(
    string Ticket, string Released, string HoldEnded, string Refunded, string NotPaid, string Unsure, string BalanceChanged, string Charged,
    string ChargeFirst, string StatusHeld, string StatusPaid, string Refund)
{
    public static readonly PaymentTexts English = new(
        "You’re going!", "You gave the seats up", "The hold has ended", "Refunded", "These seats were not paid for, and no money was taken",
        "A payment for these seats was sent, and its outcome is not known yet.", "Your balance has changed in the meantime, so nothing was sent.",
        "₩10,000 was charged to your wallet, and ₩10,000 paid.", "One charge adds at most ₩10,000,000.", "On hold", "Paid", "Refund");

    public static readonly PaymentTexts Korean = new(
        "예매 완료!", "좌석을 포기했어요", "결제 시간이 끝났어요", "환불되었어요", "이 좌석은 결제되지 않았고, 빠져나간 금액도 없어요.",
        "이 좌석의 결제를 보냈지만 아직 결과를 몰라요.", "그사이 잔액이 바뀌어서 아무것도 보내지 않았어요.",
        "지갑에 ₩10,000을 충전하고 ₩10,000을 결제했어요.", "한 번에 ₩10,000,000까지 충전할 수 있어요.", "결제 대기", "결제 완료", "환불");

    public static PaymentTexts Of(string language) => language == "en-US" ? English : Korean;
}
