/** The texts of who the user is: recovery codes, signing in, and sessions that ended. */
export const identityEn = {
  recoveryTitle: 'Recovery code',
  recoveryWhy:
    'Only this browser opens your tickets and your wallet. A recovery code opens them on another device too, and after this browser was '
    + 'cleared.',
  recoveryMake: 'Show my recovery code',
  recoveryWrite: 'Write it down, or print it with the ticket. It is shown only now. Whoever has it has your tickets and your wallet.',
  recoveryHas: 'You have a recovery code, made on {when}. It can’t be shown again. A new code replaces it.',
  recoveryNew: 'Make a new code',
  recoveryNewConfirm: 'Make a new recovery code? The one that you wrote down is then no longer valid.',
  recoveryUsed:
    'Your recovery code was used on {when}: your tickets and your wallet were opened on another device. If that was not you, make a '
    + 'new code, so that the old one opens no further device.',
  recoverGo: 'Use a recovery code',
  ownTicketsOne: '1 ticket',
  ownTickets: '{count} tickets',
  ownBoth: '{one} and {other}',
  signIn: 'Sign in',
  signInOther: 'Somebody else than the user of this page has signed in. Go on as that person?',
  signInOtherYes: 'Go on as that person',
  signInOtherNo: 'Stay',
  sessionOver: 'Your session on this device has ended. With a recovery code you get your tickets and your wallet back.',
  sessionOverLoses:
    'Your session on this device has ended. When it was last open, it had {what}. With a recovery code you get them back.',
  sessionOverSignIn: 'Your session has ended. Please sign in again.',
  newGuestLoses: 'Go on as a new guest? This device had {what}. After this only a recovery code brings them back.',
  newGuestUnknown: 'Go on as a new guest? Tickets and money of the earlier guest then come back only with a recovery code.',
  goOn: 'Go on as a new guest',
  err_recovery_code_invalid: 'This recovery code is not valid. Check each sign; if you made a newer code, only that one counts.',
  signInTitle: 'Sign in with the organizer',
  signInText: 'Users of this service sign in at the organizer’s site.',
} as const;
