import { t } from '../i18n';
import type { Schemas } from '../api/types';

const OUTLOOKS = { likely: 'outlookLikely', unlikely: 'outlookUnlikely', sold_out: 'outlookSoldOut', all_held: 'outlookAllHeld' } as const;

/** Whether seats will be left, and when to give up. Nothing while that is not known. */
export function Outlook({ outlook }: { outlook: Schemas['QueueOutlook'] | null | undefined }) {
  if (!outlook) return null;
  return <p class={outlook === 'likely' ? 'notice good' : 'notice bad'} role="status">{t(OUTLOOKS[outlook])}</p>;
}

/** The operators' text for those who wait, in whatever language they wrote it. */
export function Message({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  return <p class="notice message" role="status"><b>{t('organizerSays')}</b> {text}</p>;
}
