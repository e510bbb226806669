import { describe, expect, it } from '@jest/globals';
import { checkOf } from '../../lib/hosts/wire/form.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Picture } from '../../lib/model/picture.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { hostileScenes } from '../matrix/hostile-scenes.js';
import { goldenAppearance, machineAfter } from '../screens/stage-machine.js';
import { now } from '../view/scene.js';

const pictureCheck = checkOf('#Picture');
const size = { columns: 120, rows: 40 };

/** Shows what a dashboard shows after these events, and once more after some keys. */
function show(events: readonly JobsEvent[]): void {
  const machine = machineAfter(events, size);
  frameOf(machine.state, size, now, goldenAppearance, null);
  for (const key of ['G', 'k', 'g', 'j']) machine.handle({ type: 'key', key });
  machine.request();
  frameOf(machine.state, size, now, goldenAppearance, null);
}

const numbers = [-1, 1.5, Number.MAX_SAFE_INTEGER, 1e300];
/** One of each kind. */
const names = [
  ...['the list, failed', 'the list, running', 'the details, failed parse', 'the details, running backtest'],
  ...['the pipeline', 'monitoring', 'the marked list'],
];

/** The value with one of its numbers replaced, or one of its lists emptied, for each of them. */
function* otherwise(value: unknown): Generator<unknown> {
  if (typeof value === 'number') yield* numbers;
  else if (typeof value === 'bigint') yield* [-1n, 10n ** 90n];
  else if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) yield [];
    for (const [name, inner] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : 100)) {
      for (const other of otherwise(inner)) {
        const copy: unknown = Array.isArray(value) ? [...value] : { ...value };
        Reflect.set(copy as object, name, other);
        yield copy;
      }
    }
  }
}

/** A value as one host tells it: which of several databases a job is in is only known here. */
function fromOne(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromOne);
  const fields = Object.entries(value).filter(([name]) => name !== 'database' && name !== 'databases');
  return Object.fromEntries(fields.map(([name, inner]) => [name, fromOne(inner)]));
}

function isPicture(event: JobsEvent): event is Extract<JobsEvent, { readonly type: 'picture' }> {
  return event.type === 'picture';
}

describe('A picture of the right shape', () => {
  it.each(names)('can be shown with any number in any place, and with any list empty: %s', (name) => {
    const events = hostileScenes[name] ?? [];
    const at = events.findLastIndex(isPicture);
    const last = events[at];
    if (last === undefined || !isPicture(last)) return;
    const wrong = new Set<string>();
    let shown = 0;
    for (const other of otherwise(fromOne(last.picture))) {
      if (pictureCheck(other) !== null) continue;
      shown += 1;
      try {
        show(events.with(at, { ...last, picture: other as Picture }));
      } catch (error) {
        wrong.add(
          error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 3).join('\n') : String(error),
        );
      }
    }
    expect([...wrong]).toEqual([]);
    expect(shown).toBeGreaterThan(50);
  });
});
