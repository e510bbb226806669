import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Outlet } from '../../lib/terminal/outlet.js';

/** A system that keeps at most so much of what is written, like a terminal's buffer; the stream keeps the rest. */
class Line {
  readonly fd = 1;
  /** What has reached the terminal. */
  arrived = '';
  readonly #room: number;
  #kept = '';
  #unsent: { text: string; readonly taken: (() => void) | undefined }[] = [];

  constructor(room: number) {
    this.#room = room;
  }

  get writableLength(): number {
    return this.#unsent.reduce((sum, { text }) => sum + text.length, 0);
  }

  write(text: string, taken?: () => void): boolean {
    this.#unsent.push({ text, taken });
    const before = this.#unsent.length;
    this.#fill(before === 1);
    return true;
  }

  /** The terminal shows so much more. */
  read(count: number): void {
    this.arrived += this.#kept.slice(0, count);
    this.#kept = this.#kept.slice(count);
    this.#fill(false);
  }

  on = () => undefined;
  off = () => undefined;

  /** A callback comes later, as from Node, even if the system takes the text at once. */
  #fill(isNow: boolean): void {
    for (let first = this.#unsent[0]; first !== undefined; first = this.#unsent[0]) {
      const fits = first.text.slice(0, this.#room - this.#kept.length);
      this.#kept += fits;
      first.text = first.text.slice(fits.length);
      if (first.text !== '') return;
      this.#unsent.shift();
      if (isNow && first.taken !== undefined) queueMicrotask(first.taken);
      else first.taken?.();
    }
  }
}

const room = 100;
/** A frame with its number in each of its sequences. */
const frame = (count: number, length: number) =>
  `\x1b[${count}H`
    .repeat(Math.ceil(length / 5))
    .slice(0, -1)
    .concat('.');

describe('an outlet to a terminal', () => {
  it('reports when the system has taken everything, once', () => {
    const line = new Line(room);
    const outlet = new Outlet(line);
    const told: string[] = [];
    expect(outlet.write('a'.repeat(room))).toBe(true);
    expect(outlet.write('b')).toBe(false);
    outlet.drained(() => told.push('drained'));
    outlet.drained(() => told.push('never'))();
    expect(told).toEqual([]);
    line.read(1);
    line.read(room);
    expect(told).toEqual(['drained']);
    expect(outlet.empty).toBe(true);
  });

  it('sends the newest frame after the one under way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 3000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 400 }),
        (lengths, perTurn) => {
          const line = new Line(room);
          const outlet = new Outlet(line);
          let newest = '';
          let isHeld = false;
          let written = '';
          const draw = () => {
            isHeld = !outlet.write(newest);
            written += newest;
            if (isHeld) outlet.drained(draw);
            newest = '';
          };
          for (const [count, length] of lengths.entries()) {
            newest = frame(count % 10, length);
            const last = written.length;
            if (!isHeld) draw();
            line.read(perTurn);
            // What is on its way besides what the system keeps is one frame.
            expect(written.length - line.arrived.length).toBeLessThanOrEqual(
              room + 3005 + (written.length - last),
            );
          }
          for (let turn = 0; turn < 100_000 && line.arrived.length < written.length; turn += 1)
            line.read(perTurn);
          expect(line.arrived).toBe(written);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('drops what it has not yet sent when it is abandoned, and cuts no sequence in two', () => {
    const line = new Line(room);
    const outlet = new Outlet(line);
    const long = '\x1b[10H'.repeat(1000);
    outlet.write(long);
    outlet.abandon();
    outlet.write('more');
    let taken = false;
    outlet.drained(() => {
      taken = true;
    });
    for (let turn = 0; turn < 20 && !taken; turn += 1) line.read(room);
    line.read(room);
    expect(taken).toBe(true);
    expect(line.arrived.length).toBeLessThan(1000);
    expect(long.slice(line.arrived.length)).toMatch(/^\x1b/);
    expect(long.startsWith(line.arrived)).toBe(true);
  });

  it('cuts no character in two where there is no sequence', () => {
    const pieces: string[] = [];
    const output = { fd: 1, write: (text: string) => pieces.push(text) > 0, on: () => {}, off: () => {} };
    new Outlet(output as never).write(`x${'🔥'.repeat(2000)}`);
    expect(pieces.filter((piece) => Buffer.from(piece).includes('\ufffd'))).toEqual([]);
  });
});
