namespace Concert;

/// <summary>What the page says about a payment, in one language.</summary>
internal sealed record PaymentTexts(
    string Ticket, string Released, string HoldEnded, string Refunded, string NotPaid, string Unsure, string BalanceChanged, string AmountChanged, string Charged,
    string ChargeFirst, string StatusHeld, string StatusPaid, string Refund)
{
    public static readonly PaymentTexts English = new(
        "You’re going!", "You gave the seats up", "The hold has ended", "Refunded", "These seats were not paid for, and no money was taken",
        "A payment for these seats was sent, and its outcome is not known yet.",
        "Money in your wallet was spent elsewhere, so more is missing than you saw. Nothing was charged or paid.",
        "The seats were changed elsewhere, so the total is not what you saw. Nothing was charged or paid.",
        "₩10,000 was charged to your wallet, and ₩10,000 paid.", "One charge adds at most ₩10,000,000.", "On hold", "Paid", "Refund");

    public static readonly PaymentTexts Korean = new(
        "예매 완료!", "좌석을 포기했어요", "결제 시간이 끝났어요", "환불되었어요", "이 좌석은 결제되지 않았고, 빠져나간 금액도 없어요.",
        "이 좌석의 결제를 보냈지만 아직 결과를 몰라요.",
        "다른 곳에서 지갑의 돈을 써서 부족한 금액이 늘었어요. 충전도 결제도 되지 않았어요.",
        "다른 곳에서 좌석을 바꿔서 총액이 달라졌어요. 충전도 결제도 되지 않았어요.",
        "지갑에 ₩10,000을 충전하고 ₩10,000을 결제했어요.", "한 번에 ₩10,000,000까지 충전할 수 있어요.", "결제 대기", "결제 완료", "환불");

    public static PaymentTexts Of(string language) => language == "en-US" ? English : Korean;
}
