import { useState } from 'preact/hooks';
import type { Schemas } from '../api/types';
import { counted, money, t } from '../i18n';
import { blocksOf, seatsNextTo, sectionWith } from '../map/choosing';
import { seatIdOf, seatOf, type Plan } from '../map/geometry';
import { namesOfSeats } from '../map/names';
import type { LiveSeats } from '../map/seats';
import { rules } from '../state/session';
import { Link } from '../ui/parts';

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  /** Held or bought by this user. */
  own: ReadonlySet<number>;
  /** Seats that the choice leaves alone. */
  lone: readonly number[];
  /** The service does not accept a choice that leaves a seat alone. */
  isLoneRefused: boolean;
  /** The tiers of the prices that are shown; empty for all. */
  tiers: ReadonlySet<number>;
  /** How many seats the user can still take. */
  limit: number;
  isBusy: boolean;
  onReserve(request: Omit<Schemas['ReserveRequest'], 'performanceId'>): void;
  onSeat(index: number): void;
  onClear(): void;
}

/** The main action: it holds the chosen seats, or the best available ones while none is chosen. */
export function ChoiceBar(props: Props) {
  return <div class="choice-bar">{props.chosen.size > 0 ? <ChosenSeats {...props} /> : <BestSeats {...props} />}</div>;
}

const ANY = 0;
const BESIDE_OWN = -1;

function BestSeats({ seats, currency, own, tiers, limit, isBusy, onReserve }: Props) {
  const [wanted, setQuantity] = useState(1);
  const [place, setPlace] = useState(ANY);
  // The counts are read from data that changes in place; this subscribes to its version.
  void seats.version.value;
  if (limit === 0) return <OwnLimit />;
  const quantity = Math.min(wanted, limit);
  const { plan, statuses } = seats;
  const beside = seatsNextTo(plan, statuses, own, quantity);
  const blocks = blocksOf(plan, tiers);
  const block = blocks.find(({ ordinal }) => ordinal === place)
    // The service knows sections and no prices. Without a filter it chooses among all of them.
    ?? (tiers.size > 0 ? (sectionWith(seats, tiers, quantity) ?? blocks[0]) : undefined);
  const isBeside = place === BESIDE_OWN && beside.length > 0;
  const reserveBest = () => onReserve(isBeside
    ? { seatIds: beside.map((index) => seatIdOf(plan, index)) }
    : { bestAvailable: { quantity, ...(block ? { section: block.section.name } : {}) } });
  const shown = isBeside ? BESIDE_OWN : blocks.some(({ ordinal }) => ordinal === place) ? place : ANY;
  return (
    <>
      <label class="field compact">
        <span class="unseen">{t('section')}</span>
        <select value={shown} onChange={(event) => setPlace(Number(event.currentTarget.value))}>
          <option value={ANY}>{t(tiers.size > 0 ? 'bestOfPrices' : 'anySection')}</option>
          {beside.length > 0 && <option value={BESIDE_OWN}>{t('besideOwn')}</option>}
          {blocks.map(({ ordinal: each, section: { name, price } }) => (
            <option key={each} value={each} disabled={seats.freeIn(each) === 0}>{name} · {money(price, currency)}</option>
          ))}
        </select>
      </label>
      <div class="stepper" role="group" aria-label={t('howMany')}>
        <button type="button" class="round" aria-label={t('fewer')} disabled={quantity <= 1}
          onClick={() => setQuantity(quantity - 1)}>−</button>
        <output>{quantity}</output>
        <button type="button" class="round" aria-label={t('moreSeats')} disabled={quantity >= limit}
          onClick={() => setQuantity(quantity + 1)}>+</button>
      </div>
      <button type="button" class="primary grow" disabled={isBusy} onClick={reserveBest}>
        {isBusy ? t('holding') : t('bestFor', { seats: counted('seatCountOne', 'seatCount', quantity) })}
      </button>
    </>
  );
}

function OwnLimit() {
  return (
    <>
      <p class="grow">{t('ownLimit', { limit: rules().maxSeatsPerUser })}</p>
      <Link to={{ at: 'mine' }} class="button">{t('toMine')}</Link>
    </>
  );
}

function ChosenSeats({ seats, currency, chosen, lone, isLoneRefused, limit, isBusy, onReserve, onSeat, onClear }: Props) {
  const indexes = [...chosen].sort((a, b) => a - b);
  const total = indexes.reduce((sum, index) => sum + seatOf(seats.plan, index).block.section.price, 0);
  return (
    <>
      <LoneSeats plan={seats.plan} lone={lone} isRefused={isLoneRefused} hasRoom={chosen.size < limit} onSeat={onSeat} />
      <div class="chosen" role="group" aria-label={t('yourChoice')}>
        <b>{money(total, currency)}</b>
        <span class="dim small">{namesOfSeats(seats.plan, indexes)}</span>
      </div>
      <button type="button" class="quiet" disabled={isBusy} onClick={onClear}>{t('clear')}</button>
      <button type="button" class="primary grow" disabled={isBusy || (isLoneRefused && lone.length > 0)}
        onClick={() => onReserve({ seatIds: indexes.map((index) => seatIdOf(seats.plan, index)) })}>
        {isBusy ? t('holding') : t('hold', { seats: counted('seatCountOne', 'seatCount', chosen.size) })}
      </button>
    </>
  );
}

interface LoneProps {
  plan: Plan;
  lone: readonly number[];
  isRefused: boolean;
  /** The user may choose one seat more. */
  hasRoom: boolean;
  onSeat(index: number): void;
}

/** Warns of seats that the choice leaves alone, or says that it is refused for them. */
export function LoneSeats({ plan, lone, isRefused, hasRoom, onSeat }: LoneProps) {
  const names = namesOfSeats(plan, lone);
  return (
    <p class="lone" role="status">
      {lone.length > 0 && t(isRefused ? 'err_lone_seat' : lone.length === 1 ? 'loneSeat' : 'loneSeats', { seat: names, seats: names })}
      {lone.length === 1 && hasRoom && <button type="button" class="quiet" onClick={() => onSeat(lone[0]!)}>{t('takeLone')}</button>}
    </p>
  );
}
