import { useState } from 'preact/hooks';
import { get } from '../api/client';
import type { Schemas } from '../api/types';
import { minorDigits, money, shortDate, t } from '../i18n';
import { walletText } from '../i18n/lazy/wallet';
import { parseMoney, typedMoney, type Typed } from '../i18n/moneyInput';
import { charge, readWallet } from '../state/commands';
import { authorization, rules, user } from '../state/session';
import { useChangesElsewhere, useCommand, useLoaded } from '../ui/hooks';
import { ErrorNotice, Heading, Loading } from '../ui/parts';
import { RecoverLink, RecoveryPanel } from '../ui/RecoveryPanel';
import { usePages } from '../ui/usePages';

type Entry = Schemas['TransactionModel'];

const KINDS = { charge: 'kindCharge', payment: 'kindPayment', refund: 'kindRefund' } as const satisfies Record<Entry['kind'], string>;
// In whole won, and in a currency with decimals a thousandth of that.
const PRESETS = [50_000, 100_000, 300_000];

export function Wallet() {
  const { currency, maxChargeAmount: maxAmount } = rules();
  const hasUser = user.value !== undefined;
  const wallet = useLoaded(async (signal) => (hasUser ? readWallet(signal) : { balance: 0, currency }), [hasUser]);
  const [historyVersion, setHistoryVersion] = useState(0);
  const [amount, setAmount] = useState(() => typedMoney(presetsOf(currency)[1]!, currency));
  const [confirmation, setConfirmation] = useState('');
  const command = useCommand();
  const typed = parseMoney(amount, currency);
  const requested = 'amount' in typed ? typed.amount : 0;
  const isValid = requested >= 1 && requested <= maxAmount;
  const readAgain = () => {
    wallet.reload();
    setHistoryVersion((last) => last + 1);
  };
  useChangesElsewhere(readAgain);
  const chargeNow = () => command.run(async () => {
    setConfirmation('');
    try {
      const receipt = await charge(requested);
      const [charged, balance] = [money(receipt.amount, receipt.currency), money(receipt.balance, receipt.currency)];
      setConfirmation(t('charged', { amount: charged, balance }));
    } finally {
      // Also after an error: a charge whose answer was lost may have been made.
      readAgain();
    }
  });

  return (
    <>
      <Heading>{t('walletTitle')}</Heading>
      <ErrorNotice error={wallet.error} onRetry={wallet.reload} />
      {wallet.value ? (
        <p class="balance"><small>{t('balance')}</small><b>{money(wallet.value.balance, wallet.value.currency)}</b></p>
      ) : !wallet.error && <Loading />}
      <form class="charge" noValidate onSubmit={(event) => {
        event.preventDefault();
        if (isValid) chargeNow();
      }}>
        <div class="presets" role="group" aria-label={walletText('presets')}>
          {presetsOf(currency).map((preset) => (
            <button type="button" key={preset} aria-pressed={requested === preset} onClick={() => setAmount(typedMoney(preset, currency))}>
              {money(preset, currency)}
            </button>
          ))}
        </div>
        <label class="field">
          <span>{walletText('chargeAmount')}</span>
          <input inputMode={minorDigits(currency) > 0 ? 'decimal' : 'numeric'} autocomplete="off" value={amount}
            aria-invalid={!isValid} aria-describedby="charge-range"
            onInput={(event) => setAmount(event.currentTarget.value)} />
        </label>
        <p id="charge-range" class={isValid ? 'unseen' : 'bad small'}>{faultOf(typed, maxAmount, currency)}</p>
        <button type="submit" class="primary wide" disabled={!isValid || command.isBusy}>
          {walletText('chargeBy', { amount: money(requested, currency) })}
        </button>
      </form>
      <p role="status" class={confirmation ? 'notice good' : 'unseen'}>{confirmation}</p>
      <ErrorNotice error={command.error} context={{ currency }} {...(isValid ? { onRetry: chargeNow } : {})} />
      <RecoveryPanel version={historyVersion} />
      <RecoverLink />
      <h2>{walletText('history')}</h2>
      {hasUser ? <History key={historyVersion} currency={currency} /> : <p class="dim">{walletText('historyEmpty')}</p>}
    </>
  );
}

function presetsOf(currency: string): number[] {
  const digits = minorDigits(currency);
  return digits === 0 ? PRESETS : PRESETS.map((preset) => (preset / 1_000) * 10 ** digits);
}

function faultOf(typed: Typed, maxAmount: number, currency: string): string {
  const digits = minorDigits(currency);
  if (digits > 0 && 'fault' in typed && typed.fault === 'tooManyDecimals') return walletText('tooManyDecimals', { digits });
  return walletText('chargeRange', { min: money(1, currency), max: money(maxAmount, currency) });
}

function History({ currency }: { currency: string }) {
  const pages = usePages<Entry>(async (cursor, signal) =>
    get('/v1/wallet/transactions', {}, { headers: await authorization(), query: { cursor, limit: 20 }, signal }));
  return (
    <>
      <ErrorNotice error={pages.error} onRetry={pages.reload} />
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <p class="dim">{walletText('historyEmpty')}</p>}
      <ul class="history">
        {pages.items?.map((entry) => (
          <li key={entry.transactionId} class="row">
            <span>{walletText(KINDS[entry.kind])}<br /><span class="dim small">{shortDate(entry.createdAt)}</span></span>
            <span class="right">
              <b class={entry.amount < 0 ? '' : 'plus'}>{entry.amount > 0 ? '+' : ''}{money(entry.amount, currency)}</b><br />
              <span class="dim small">{walletText('balanceAfter', { amount: money(entry.balance, currency) })}</span>
            </span>
          </li>
        ))}
      </ul>
      {pages.more && <button type="button" class="quiet wide" onClick={pages.more}>{t('more')}</button>}
    </>
  );
}
