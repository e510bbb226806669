import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerEnd } from '../../../lib/hosts/serve/host-server.js';
import { silenceMs } from '../../../lib/hosts/serve/host-server.js';
import { FrameReader, frameOf } from '../../../lib/hosts/wire/frames.js';
import { type FromHost, protocol } from '../../../lib/hosts/wire/messages.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { testFolder } from '../../support/test-folder.js';
import { type ServedOtherwise, serve } from '../linked.js';
import { ManualClock } from '../manual-clock.js';
import { everything, scene } from '../wire/scene.js';

const hello = { kind: 'hello', protocol, version: '1', able: [] };
const open = { kind: 'open', path: null, logFolder: null };
const look = { kind: 'call', id: 1, name: 'log-bytes', ask: 0 };

let leaks: LeakWatch;
let path: string;
let clock: ManualClock;
let input: PassThrough;
let output: PassThrough;
let said: FromHost[];
let serving: Promise<ServerEnd>;

beforeEach(async () => {
  path = join(testFolder(), 'queue.db');
  await createDatabase(path, scene);
  leaks = watchForLeaks();
  clock = new ManualClock();
  begin();
});

function begin(more: Pick<ServedOtherwise, 'heard'> = {}): void {
  input = new PassThrough();
  output = new PassThrough();
  said = [];
  const frames = new FrameReader(true);
  output.on('data', (bytes: Buffer) => said.push(...([...frames.take(bytes)] as FromHost[])));
  serving = serve(input, output, path, { after: clock.after, ...more });
}

afterEach(async () => {
  input.destroy();
  await serving;
  expect(clock.due).toEqual([]);
  await leaks.expectNone();
});

function tell(...messages: readonly unknown[]): void {
  for (const message of messages) input.write(frameOf(message));
}

const answered = (id: number) =>
  eventually(
    () => said.find((message) => message.kind === 'answer' && message.id === id),
    () => JSON.stringify(said),
  );

describe('A program that serves another host', () => {
  it('greets without being asked, and answers each call by its number', async () => {
    tell(hello, open, look, { ...look, id: 9 }, { kind: 'ping' });
    expect(await answered(1)).toEqual({ kind: 'answer', id: 1, answer: null });
    await answered(9);
    expect(said[0]).toMatchObject({ kind: 'hello', protocol, able: ['read', 'logs', 'act'] });
    expect(said).toContainEqual({ kind: 'pong' });
  });

  it('answers a ping once the host of its database is heard', async () => {
    const asked: (() => void)[] = [];
    input.destroy();
    begin({ heard: () => new Promise((resolve) => asked.push(resolve)) });
    tell(hello, open, { kind: 'ping' }, look);
    await answered(1);
    expect(said).not.toContainEqual({ kind: 'pong' });
    for (const resolve of asked) resolve();
    await eventually(() => said.some(({ kind }) => kind === 'pong'), 'no pong');
  });

  it('sends a problem without its path', async () => {
    await runSql(path, ['DROP TABLE cf_processing_queue']);
    tell(hello, open, { kind: 'call', id: 1, name: 'picture', ask: everything });
    expect(await answered(1)).toMatchObject({
      answer: { kind: 'problem', problem: { code: 'foreign', file: '' } },
    });
  });

  it('ends when its input ends, also in the middle of a read', async () => {
    tell(hello, open, { kind: 'call', id: 1, name: 'picture', ask: everything });
    input.end();
    expect(await serving).toEqual({ kind: 'over' });
  });

  it.each<readonly [string, () => void]>([
    ['output is closed', () => output.destroy()],
    ['output fails', () => output.destroy(new Error('EIO'))],
    ['input fails', () => input.destroy(new Error('EIO'))],
  ])('ends when its %s, also before a database was opened', async (_, end) => {
    end();
    expect(await serving).toEqual({ kind: 'over' });
    begin();
    tell(hello, open);
    end();
    expect(await serving).toEqual({ kind: 'over' });
  });

  it('ends when it hears nothing for a minute, and not before', async () => {
    tell(hello, open);
    await eventually(() => said.length > 0, 'nothing said');
    clock.pass(silenceMs - 1);
    tell({ kind: 'ping' });
    await eventually(() => said.some(({ kind }) => kind === 'pong'), 'no pong');
    clock.pass(silenceMs - 1);
    expect(clock.due).toEqual([1]);
    clock.pass(1);
    expect(await serving).toEqual({ kind: 'silent' });
    // Nothing keeps the process from its end, or has anything done after it.
    expect(input.destroyed).toBe(true);
  });

  it('ends after the greeting of another protocol', async () => {
    tell({ ...hello, protocol: protocol + 1 });
    expect(await serving).toEqual({ kind: 'over' });
  });

  it.each<readonly [string, string | readonly unknown[]]>([
    ['bytes that are not a message', 'GET / HTTP/1.1\r\n\r\n'],
    ['a call before the opening', [hello, look]],
    ['an opening without a greeting', [open]],
    ['a second greeting', [hello, hello]],
    ['a second opening', [hello, open, open]],
    ['an unknown call', [hello, open, { ...look, name: 'constructor' }]],
    ['a call for a new database', [hello, open, { ...look, name: 'act', ask: { action: 'init' } }]],
    ['a message of its own', [hello, { kind: 'pong' }]],
    ['two calls of one number', [hello, open, look, look]],
    ['too many calls', [hello, open, ...Array.from({ length: 65 }, (_, id) => ({ ...look, id }))]],
  ])('ends with "nonsense" after %s', async (_, messages) => {
    if (typeof messages === 'string') input.write(messages);
    else tell(...messages);
    expect(await serving).toMatchObject({ kind: 'nonsense' });
  });
});
