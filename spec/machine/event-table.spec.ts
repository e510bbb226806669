import { describe, expect, it } from '@jest/globals';
import { modes } from '../../lib/machine/modes.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Mode } from '../../lib/machine/state/state.js';
import { eventOutcome, events } from './event-scene.js';
import { eventTable } from './event-table.js';

const everyMode = Object.keys(modes) as Mode[];

/** The compiler asks for a kind of event that is new. */
const kinds: { readonly [T in JobsEvent['type']]: true } = {
  ...{
    ...{ key: true, picture: true, changed: true, 'read-progress': true, problem: true, focus: true },
    ...{ 'question-seen': true, room: true, wheel: true, click: true, acts: true },
  },
  ...{ writability: true, written: true, notice: true, log: true, 'log-found': true, 'log-counted': true },
};

describe('the table of events', () => {
  it('has a row for every kind of event but keys', () => {
    expect(Object.keys(eventTable).sort()).toEqual(Object.keys(events).sort());
    const shown = new Set(Object.values(events).map(({ type }) => type));
    expect([...shown, 'key'].sort()).toEqual(Object.keys(kinds).sort());
  });

  it.each(Object.entries(eventTable))(
    '%s: the event has the same outcome in every mode, but for those named',
    (name, { every, but = {} }) => {
      const event = events[name];
      if (event === undefined) throw new Error(`no event ${name}`);
      const outcomes = Object.fromEntries(everyMode.map((mode) => [mode, eventOutcome(mode, event)]));
      expect(outcomes).toEqual(Object.fromEntries(everyMode.map((mode) => [mode, but[mode] ?? every])));
    },
  );
});
