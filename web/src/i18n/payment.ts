/** The texts of a payment. */
export const paymentEn = {
  pay: 'Pay {amount}',
  paying: 'Paying…',
  chargeAndPay: 'Charge {amount} and pay',
  missing: '{amount} is missing in your wallet.',
  chargeFirst: 'One charge adds at most {max}. Charge your wallet first, in steps; your seats stay on hold until the time is over.',
  balanceChanged: 'Your balance has changed in the meantime, so nothing was sent. See what is missing now, and press again.',
  payUnsure: 'A payment for these seats was sent, and its outcome is not known yet. This page shows it as soon as it is. '
    + 'Pressing again is safe: you never pay twice.',
};
