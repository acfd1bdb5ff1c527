/** What a user wants to change of the seats that a reservation holds. */
export interface Wish {
  readonly added: ReadonlySet<number>;
  readonly dropped: ReadonlySet<number>;
}

export const NO_WISH: Wish = { added: new Set(), dropped: new Set() };

/** The seats after the change. */
export function seatsAfter(held: ReadonlySet<number>, { added, dropped }: Wish): ReadonlySet<number> {
  return new Set([...[...held].filter((index) => !dropped.has(index)), ...added]);
}

/** Adds or drops a seat, or takes back that it was added or dropped. */
export function toggled(held: ReadonlySet<number>, { added, dropped }: Wish, index: number): Wish {
  return held.has(index) ? { added, dropped: flipped(dropped, index) } : { added: flipped(added, index), dropped };
}

/** Without seats that somebody else has. */
export function withoutAdded({ added, dropped }: Wish, lost: readonly number[]): Wish {
  return { added: new Set([...added].filter((index) => !lost.includes(index))), dropped };
}

/** What is left of the wish where the reservation has changed elsewhere: nobody adds what is held, or drops what is not. */
export function changeOf(held: ReadonlySet<number>, { added, dropped }: Wish): { add: number[]; drop: number[] } {
  const sorted = (indexes: number[]) => indexes.sort((a, b) => a - b);
  return {
    add: sorted([...added].filter((index) => !held.has(index))),
    drop: sorted([...dropped].filter((index) => held.has(index))),
  };
}

function flipped(set: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(index)) next.add(index);
  return next;
}
