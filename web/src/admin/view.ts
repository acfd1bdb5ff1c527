import { signal } from '@preact/signals';

export type View = 'figures' | 'create';

const here = (): View => (location.hash === '#/create' ? 'create' : 'figures');

/** What of this page is open; in the address, so that a reload stays there. */
export const view = signal<View>(here());

window.addEventListener('hashchange', () => {
  view.value = here();
});
