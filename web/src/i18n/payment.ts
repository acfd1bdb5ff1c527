/** The texts of a payment. */
export const paymentEn = {
  pay: 'Pay {amount}',
  paying: 'Paying…',
  chargeAndPay: 'Charge {amount} and pay',
  missing: '{amount} is missing in your wallet.',
  chargeFirst: 'One charge adds at most {max}. Charge your wallet first, in steps; your seats stay on hold until the time is over.',
  balanceChanged: 'Money in your wallet was spent elsewhere, so more is missing than you saw. Nothing was charged or paid. '
    + 'Check the new figures before you pay.',
  err_amount_changed: 'The seats were changed elsewhere, so the total is not what you saw. Nothing was charged or paid. '
    + 'Check the new figures before you pay.',
  payUnsure: 'A payment for these seats was sent, and its outcome is not known yet. This page shows it as soon as it is. '
    + 'Pressing again is safe: you never pay twice.',
  err_already_checked_in: 'A ticket of this payment was used at the door, so it can’t be refunded any more.',
};
