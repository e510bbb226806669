import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loaderOf, sendable } from '../../lib/entries.js';
import { beginThere } from '../../lib/hosts/link/far-command.js';
import { order } from '../../lib/hosts/link/far-shell.js';
import { FrameReader, frameOf } from '../../lib/hosts/wire/frames.js';
import { protocol, type ToHost } from '../../lib/hosts/wire/messages.js';
import { everyJob } from '../../lib/model/filter.js';
import { emptyPlace } from '../end-to-end/one-file.js';
import { createDatabase } from '../support/databases.js';
import { testFolder } from '../support/test-folder.js';
import { overShell } from './linked.js';
import { everything, scene } from './wire/scene.js';

/** Whether this Node brings the SQLite that writes. */
const writes = process.versions.sqlite !== undefined;
/** What the operator's environment has, and nobody else is to know. */
const secret = 'a secret of the operator';

let place: ReturnType<typeof emptyPlace>;
let path: string;
/** What is there: Node, and what the spec adds. */
let bin: string;
let link: ReturnType<typeof overShell>;

beforeEach(async () => {
  path = join(testFolder(), 'queue.db');
  bin = testFolder();
  symlinkSync(process.execPath, join(bin, 'node'));
  await createDatabase(path, {
    ...scene,
    tables: { ...scene.tables, cf_job_logs: [{ job_id: 2, log_text: 'one\ntwo\nthree\n', created_at: 0 }] },
  });
  const folder = testFolder();
  place = emptyPlace(folder);
});

afterEach(() => link?.readers.close());

/** Where nothing but Node is, and whatever else the spec put there. */
const there = (more = {}) => ({ ...place.environment, PATH: bin, ...more });

const signal = new AbortController().signal;
/** However long a busy machine takes to start the program, it isn't taken to be silent. */
const timeless = { steady: () => 0 };
const end = { jobId: '2', place: { kind: 'end' }, before: 2, after: 0 } as const;

describe('A host with Node alone', () => {
  // Nobody makes a file in /proc, whatever they are.
  it.each(['a folder of its own', '/proc/self'])(
    'is read without a file being left, with %s for temporary ones',
    async (tmp) => {
      link = overShell(
        path,
        there(tmp.startsWith('/') ? { TMPDIR: tmp, HOME: tmp, XDG_STATE_HOME: tmp } : {}),
        timeless,
      );
      const { snapshots, logs, matchingCounts } = link.readers;
      expect(await snapshots.read(everything)).toMatchObject({
        kind: 'picture',
        picture: { window: { matching: 7 } },
      });
      expect(await logs.read(end)).toMatchObject({
        kind: 'piece',
        piece: { lines: [{ text: 'two' }, { text: 'three' }] },
      });
      const search = { jobId: '2', text: 't[hw]', from: 0, direction: 'forward' } as const;
      expect(await logs.matches(search, 1000, signal)).toMatchObject({ kind: 'counted', total: 2 });
      expect(await matchingCounts.rest(everyJob, { kind: 'all' })).toMatchObject({
        kind: 'unfinished',
        running: 2,
      });
      expect(
        await link.readers.follow({ filter: everyJob, waits: false, from: { kind: 'now' } }),
      ).toMatchObject({ kind: 'events' });
      await link.readers.close();
      expect(place.left()).toEqual([]);
    },
  );

  it.each([{}, { TMPDIR: '/proc/self' }])(
    'has a log saved that is kept nowhere on its way, with %j',
    async (more) => {
      link = overShell(path, there(more));
      const saved = join(testFolder(), 'log');
      expect(await link.readers.logs.save('2', saved, signal)).toMatchObject({ kind: 'saved' });
      await link.readers.close();
      expect(place.left()).toEqual([]);
    },
  );

  it('has jobs changed by a process of its own where its Node brings SQLite', async () => {
    link = overShell(path, there());
    const jobs = [{ id: '2', statusText: 'FAILED', retryCount: 0 }];
    expect(await link.readers.act({ action: 'retry', jobs })).toMatchObject(
      writes ? { kind: 'done', changed: 1 } : { kind: 'problem', problem: { code: 'no-driver' } },
    );
    await link.readers.close();
    expect(place.left()).toEqual([]);
  });

  it('is sent the program, which database, and what is asked, and nothing else', async () => {
    process.env.JOBS_VIEW_SECRET = secret;
    link = overShell(path, there(), timeless);
    await link.readers.snapshots.read(everything);
    await link.readers.close();
    delete process.env.JOBS_VIEW_SECRET;
    const sent = Buffer.concat(link.written);
    const program = sendable();
    const [at, line] = [sent.indexOf(program), order('node', loaderOf(program))];
    const opening = [
      { kind: 'hello', protocol, version: '1.0.0', able: [] },
      { kind: 'open', path, logFolder: null },
    ];
    const before = Buffer.concat([...opening.map(frameOf), Buffer.from(line)]);
    expect(sent.subarray(0, at).equals(before)).toBe(true);
    const messages = [...new FrameReader(false).take(sent.subarray(at + program.length))] as ToHost[];
    // On a busy machine, it is also asked whether it is still there.
    expect(messages.filter(({ kind }) => kind !== 'ping')).toEqual([
      ...opening,
      { kind: 'call', id: 1, name: 'picture', ask: JSON.parse(JSON.stringify(everything)) },
    ]);
    const made = JSON.stringify([sent.toString('latin1'), line]);
    for (const each of [secret, process.cwd(), process.env.HOME ?? secret]) expect(made).not.toContain(each);
    expect(line.length).toBeLessThan(1000);
    // On 10 Mbit/s, half a second; and what takes the place of SQLite and of its own code can't be smaller.
    expect(program.length).toBeLessThan(700_000);
  });
});

it('is sent to no Node that is too old', () => {
  const report = { program: null, node: '20.18.0', python: '3.5.2' };
  const process = null as never;
  expect(beginThere(report, process)).toEqual({ kind: 'trouble', trouble: { kind: 'no-runtime', report } });
  expect(beginThere({ ...report, node: '20.19.0' }, process)).toMatchObject({ kind: 'sent' });
});

describe('the loader', () => {
  /** What the loader is for, of this text. */
  const packed = (text: string): Buffer => {
    const code = Buffer.from(`(rest) => { ${text} }`);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(code.length);
    return brotliCompressSync(Buffer.concat([length, code, Buffer.from('its files')]));
  };
  const text = (mark: string): string =>
    `process.stdout.write(rest); process.stdin.pipe(process.stdout); // ${mark}\n`;
  const program = packed(text('a'));
  const run = (input: Buffer, sent = program) => {
    const folder = testFolder();
    mkdirSync(join(folder, 'node_modules'));
    const { stdout, status } = spawnSync(process.execPath, ['-e', loaderOf(sent)], { cwd: folder, input });
    return [String(stdout), status];
  };

  it('runs what it was made for, and leaves to it what comes behind', () => {
    expect(run(Buffer.concat([program, Buffer.from('more')]))).toEqual(['its filesmore', 0]);
  });

  it('runs nothing that was changed, and nothing of another size', () => {
    const changed = Buffer.from(program);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(run(changed)).toEqual(['', 1]);
    const forged = packed(text('b'));
    expect([forged.length, run(forged)]).toEqual([program.length, ['', 1]]);
    const bomb = packed(`/*${'x'.repeat(17 * 1024 * 1024)}*/ process.stdout.write("ran")`);
    expect(run(bomb, bomb)).toEqual(['', 1]);
  });

  it('ends quietly where its input does before it has all', () => {
    expect(run(program.subarray(0, -1))).toEqual(['', 0]);
  });
});
