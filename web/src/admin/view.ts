import { signal } from '@preact/signals';

export type View = 'figures' | 'create';

const here = (): View => (location.hash === '#/create' ? 'create' : 'figures');

/** The open view. It is in the address, so that a reload opens the same one. */
export const view = signal<View>(here());

window.addEventListener('hashchange', () => {
  view.value = here();
});
