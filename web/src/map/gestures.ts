import type { Camera } from './camera';

// CSS pixels. A finger that moves less makes a tap.
const TAP_SLOP = 8;
const WHEEL_STEP = 0.0016;

/** Translates touch, mouse and wheel into camera moves and taps. Returns a function that removes the listeners. */
export function attachGestures(
  canvas: HTMLCanvasElement, camera: Camera, onMove: () => void, onTap: (x: number, y: number) => void,
): () => void {
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let maxFingers = 0;

  const at = (event: PointerEvent | WheelEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (fingers.size === 0) [moved, maxFingers] = [0, 0];
    fingers.set(event.pointerId, at(event));
    maxFingers = Math.max(maxFingers, fingers.size);
    canvas.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = at(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) pinch(before, now, other);
    else if (moved > TAP_SLOP) camera.pan(now.x - before.x, now.y - before.y);
    onMove();
  };

  const pinch = (before: { x: number; y: number }, now: { x: number; y: number }, other: { x: number; y: number }) => {
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    camera.zoom(factor, middle.x, middle.y);
    camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  };

  const up = (event: PointerEvent) => {
    const where = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (where && event.type === 'pointerup' && maxFingers === 1 && moved <= TAP_SLOP) onTap(where.x, where.y);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = at(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // Browsers report a trackpad pinch as wheel events with Ctrl and small deltas.
    camera.zoom(Math.exp(-event.deltaY * unit * WHEEL_STEP * (event.ctrlKey ? 6 : 1)), x, y);
    onMove();
  };

  canvas.addEventListener('pointerdown', down);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('wheel', wheel, { passive: false });
  return () => {
    canvas.removeEventListener('pointerdown', down);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerup', up);
    canvas.removeEventListener('pointercancel', up);
    canvas.removeEventListener('wheel', wheel);
  };
}
