import { computed, effect, signal } from '@preact/signals';
import { t } from '../i18n';

/** The open screen's title. */
export const screenTitle = signal('');

/** What the tab says instead, while the user is called. */
export const call = signal<string | undefined>(undefined);

const title = computed(() => `${call.value ?? screenTitle.value} · ${t('brand')}`);

effect(() => {
  if (call.value !== undefined || screenTitle.value !== '') document.title = title.value;
});
