import { useEffect, useMemo, useState } from 'preact/hooks';
import { addressOf } from '../api/client';
import { stream } from '../api/events';
import type { Schemas } from '../api/types';
import { LiveSeats } from '../map/seats';

/** Follows the stream of seat changes while this screen is open. */
export function useSeats(performance: Schemas['PerformanceResponse']): LiveSeats {
  const seats = useMemo(() => new LiveSeats(performance.sections), [performance.performanceId]);
  useEffect(() => {
    const { performanceId } = performance;
    const address = addressOf('/v1/performances/{performanceId}/seats/stream', { performanceId }, { compact: 'true' });
    return stream(address, async () => ({}), {
      onEvent: (name, data) => seats.apply(name, data),
      onStatus: (status) => (seats.streamStatus.value = status),
      onRefused: () => (seats.streamStatus.value = 'lost'),
    });
  }, [seats]);
  return seats;
}

const WIDE = '(min-width: 60rem)';

/** Whether the list has room beside the map. */
export function useIsWide(): boolean {
  const [isWide, setIsWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const wide = matchMedia(WIDE);
    const changed = () => setIsWide(wide.matches);
    wide.addEventListener('change', changed);
    return () => wide.removeEventListener('change', changed);
  }, []);
  return isWide;
}
