import { expect, it } from '@jest/globals';
import { Cursors } from '../../../lib/commands/follow/cursors.js';
import { printLines } from '../../../lib/commands/follow/follow-lines.js';
import type { ToldEvent } from '../../../lib/model/follow-event.js';
import { Pipe } from './runs.js';

const told = (worker: string, cursor: string): ToldEvent => ({
  event: { kind: 'worker', worker, from: null, to: 'gone' },
  asOf: 1,
  cursor,
});

it('2,000 events are printed once each, in portions', async () => {
  const pipe = new Pipe();
  const events = Array.from({ length: 2000 }, (_, index) => told(`worker-${index}`, `a-b.${index}`));
  const order = { format: 'json', path: '/q', name: null, unicode: true, cursors: new Cursors() } as const;
  expect(await printLines(events, order, pipe)).toBe(true);
  expect(pipe.lines.map((line) => JSON.parse(line).cursor)).toEqual(events.map(({ cursor }) => cursor));
});

it('the cursor holds those of two databases of one host', async () => {
  const pipe = new Pipe();
  const cursors = new Cursors();
  for (const name of ['one', 'two'])
    await printLines(
      [told('w', `${name}.1`)],
      { format: 'json', path: 'ssh://there', name, unicode: true, cursors },
      pipe,
    );
  expect(JSON.parse(pipe.lines[1] ?? '').cursor).toBe('one.1,two.1');
});

it('a database that can no longer be continued has no part in the cursor', () => {
  const cursors = new Cursors();
  cursors.move('one', 'a-b.1');
  cursors.move('two', 'c-d.1');
  cursors.move('one', null);
  expect(cursors.text).toBe('c-d.1');
  cursors.move('two', null);
  expect(cursors.text).toBeNull();
});
