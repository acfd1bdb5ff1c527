import { useState } from 'preact/hooks';
import type { Schemas } from '../api/types';
import { counted, money, t } from '../i18n';
import { seatIdOf, seatOf } from '../map/geometry';
import { nameOfSeat } from '../map/names';
import type { LiveSeats } from '../map/seats';
import { rules } from '../state/session';

interface Props {
  seats: LiveSeats;
  currency: string;
  chosen: ReadonlySet<number>;
  isBusy: boolean;
  onReserve(request: Omit<Schemas['ReserveRequest'], 'performanceId'>): void;
  onClear(): void;
}

/** The main action: it holds the chosen seats, or the best available ones while none is chosen. */
export function ChoiceBar(props: Props) {
  return <div class="choice-bar">{props.chosen.size > 0 ? <ChosenSeats {...props} /> : <BestSeats {...props} />}</div>;
}

function BestSeats({ seats, currency, isBusy, onReserve }: Props) {
  const [quantity, setQuantity] = useState(1);
  const [ordinal, setOrdinal] = useState(0);
  const limit = rules().maxSeatsPerUser;
  // The counts are read from data that changes in place; this subscribes to its version.
  void seats.version.value;
  const section = seats.sections[ordinal - 1];
  const reserveBest = () => onReserve({ bestAvailable: { quantity, ...(section ? { section: section.name } : {}) } });
  return (
    <>
      <label class="field compact">
        <span class="unseen">{t('section')}</span>
        <select value={ordinal} onChange={(event) => setOrdinal(Number(event.currentTarget.value))}>
          <option value={0}>{t('anySection')}</option>
          {seats.plan.blocks.map(({ ordinal: each, section: { name, price } }) => (
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

function ChosenSeats({ seats, currency, chosen, isBusy, onReserve, onClear }: Props) {
  const indexes = [...chosen].sort((a, b) => a - b);
  const total = indexes.reduce((sum, index) => sum + seatOf(seats.plan, index).block.section.price, 0);
  return (
    <>
      <div class="chosen" role="group" aria-label={t('yourChoice')}>
        <b>{money(total, currency)}</b>
        <span class="dim small">
          {indexes.map((index) => nameOfSeat(seats.plan, index)).join(', ')}
        </span>
      </div>
      <button type="button" class="quiet" disabled={isBusy} onClick={onClear}>{t('clear')}</button>
      <button type="button" class="primary grow" disabled={isBusy}
        onClick={() => onReserve({ seatIds: indexes.map((index) => seatIdOf(seats.plan, index)) })}>
        {isBusy ? t('holding') : t('hold', { seats: counted('seatCountOne', 'seatCount', chosen.size) })}
      </button>
    </>
  );
}
