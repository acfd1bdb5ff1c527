// Scanners type a code in a few hundredths of a second. What comes slower is a person at a keyboard.
const PAUSE_MS = 500;
const MIN_LENGTH = 8;

/** Collects what a handheld scanner types, which ends each code with Enter, whatever has the focus. */
export class Wedge {
  private text = '';
  private at = -Infinity;

  /** The code, once it is complete. */
  press(key: string, now: number): string | undefined {
    if (now - this.at > PAUSE_MS) this.text = '';
    this.at = now;
    if (key === 'Enter') {
      const text = this.text;
      this.text = '';
      return text.length >= MIN_LENGTH ? text : undefined;
    }

    if (key.length === 1) this.text += key;
    return undefined;
  }
}
