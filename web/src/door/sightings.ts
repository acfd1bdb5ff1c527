// So long must a code be out of the camera's sight before it counts as a new scan: a hand that shakes is no second person.
const GONE_MS = 3_000;

/** Tells a new code before the camera from the one that was there a moment ago. */
export class Sightings {
  private last: { text: string; seenAt: number } | undefined;

  /** True once for each time that a code comes before the camera. */
  isNew(text: string, now: number): boolean {
    const isSame = this.last?.text === text && now - this.last.seenAt < GONE_MS;
    this.last = { text, seenAt: now };
    return !isSame;
  }
}
