import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Begun,
  graceMs,
  greetedAhead,
  greetingMs,
  leastHeard,
  longestAnswerMs,
  mismatchMs,
  patienceMs,
  pingMs,
  quietMs,
  sendingMs,
} from '../../../lib/hosts/link/host-connection.js';
import { firstPauseMs, longestPauseMs } from '../../../lib/hosts/link/host-link.js';
import type { LinkTrouble } from '../../../lib/hosts/link/link-trouble.js';
import { frameOf, longestFrame, preamble } from '../../../lib/hosts/wire/frames.js';
import { type FromHost, protocol, type ToHost } from '../../../lib/hosts/wire/messages.js';
import { tenJobs as request } from '../../support/ten-jobs.js';
import { FarProgram, greeting } from './far-program.js';

let far: FarProgram;

beforeEach(() => {
  far = new FarProgram();
});

afterEach(async () => {
  await far.readers.close();
  expect(far.clock.due).toEqual([]);
});

/** What a link says first. */
const opening = [
  { kind: 'hello', protocol, version: '1.0.0', able: [] },
  { kind: 'open', path: '/there/queue.db', logFolder: null },
];

/** What the shell there prints where no jobs-view can be used. */
const reported = () =>
  Buffer.from('\xffjobs-view there\xff program=none node=22.13.0 python=none\n', 'latin1');

const read = () => far.readers.snapshots.read(request);

/** The link's process ends; resolves when that was noticed. */
async function lose(): Promise<void> {
  far.end.end(255);
  await turn();
  await turn();
}

async function codeOf(reading: ReturnType<typeof read>): Promise<string> {
  const result = await reading;
  return result.kind === 'problem' ? result.problem.code : result.kind;
}

describe('A link to a host', () => {
  it('greets and names its database over the pipe at once', async () => {
    expect(await far.heard()).toEqual(opening);
  });

  it('greets a process only once that was greeted before, and the next one again', async () => {
    await far.readers.close();
    const words = { version: '1.0.0', path: '/there/queue.db', logFolder: null };
    far = new FarProgram({}, (process, number) => number === 1 && greetedAhead(process, words));
    expect(await far.heard()).toEqual(opening);
    await lose();
    far.clock.pass(firstPauseMs);
    expect(await far.heard()).toEqual([...opening, ...opening]);
  });

  it('sends what is to run there once the shell there reports, and greets it', async () => {
    await far.readers.close();
    const bytes = Buffer.from('to be run');
    far = new FarProgram({ begin: () => ({ kind: 'sent', bytes }) });
    const reading = read();
    const written: Buffer[] = [];
    far.end.stdin.removeAllListeners('data').on('data', (chunk: Buffer) => written.push(chunk));
    await far.print(Buffer.from('Welcome!\n'), reported());
    expect(Buffer.concat(written)).toEqual(Buffer.concat([bytes, ...opening.map(frameOf)]));
    // A slow line brings it in its time, and no longer.
    far.clock.pass(sendingMs - 1);
    await far.greet();
    expect(far.told).toEqual([null]);
    far.end.end(1);
    expect(await codeOf(reading)).toBe('no-link');
    expect(far.told).toEqual([null, { kind: 'gone' }]);
  });

  it('greets what is here in between instead, hears that alone, and outlasts its silence', async () => {
    await far.readers.close();
    const said: ToHost[] = [];
    let hear: (message: FromHost) => void = () => {};
    const ended: boolean[] = [];
    const channel = (listener: typeof hear) => {
      hear = listener;
      return { say: (message: ToHost) => said.push(message) > 0, end: () => void ended.push(true) };
    };
    far = new FarProgram({ begin: () => ({ kind: 'through', channel }) });
    await far.print(reported());
    expect(said).toEqual(opening);
    far.end.stdout.write(frameOf('nothing that it hears'));
    hear(greeting);
    await turn();
    expect(far.told).toEqual([null]);
    // The host's silence shows, and is no reason to begin another there.
    far.clock.pass(2 * patienceMs);
    expect(await codeOf(read())).toBe('silent');
    expect(far.told).toEqual([null]);
    await far.readers.close();
    expect(ended).toEqual([true]);
  });

  it('replaces a program of another protocol, which ends by itself, and names it where it can’t', async () => {
    await far.readers.close();
    const another: LinkTrouble = { kind: 'another-version', version: '9.9' };
    const other = Buffer.concat([preamble, frameOf({ ...greeting, protocol: 999, version: '9.9' })]);
    const begun: Begun[] = [
      { kind: 'sent', bytes: Buffer.alloc(0) },
      { kind: 'trouble', trouble: { kind: 'no-program' } },
    ];
    far = new FarProgram({ begin: () => begun.shift() ?? { kind: 'trouble', trouble: { kind: 'gone' } } });
    await far.print(other, reported());
    await far.greet();
    expect(far.told).toEqual([null]);
    for (const end of [() => far.print(reported()), () => far.end.end(0), () => far.clock.pass(mismatchMs)]) {
      await lose();
      far.clock.pass(far.clock.due[0] ?? 0);
      await far.print(other);
      await end();
      await turn();
      expect(far.told.at(-1)).toEqual(another);
    }
  });

  it('is not taken in by a second report, nor by one from a program that greeted', async () => {
    await far.readers.close();
    far = new FarProgram({ begin: () => ({ kind: 'sent', bytes: Buffer.alloc(0) }) });
    await far.print(reported(), reported());
    expect(far.told).toEqual([{ kind: 'nonsense', what: 'a second report' }]);
    await turn();
    far.clock.pass(firstPauseMs);
    await far.greet();
    await far.print(reported());
    expect(far.told.slice(1)).toEqual([null, { kind: 'gone' }]);
  });

  it('misses the program where nothing is to be sent', async () => {
    await far.print(reported());
    expect(far.told).toEqual([{ kind: 'no-program' }]);
  });

  it('lets the first read wait for it, and answers later ones at once while it is down', async () => {
    const first = read();
    await far.greet();
    far.end.end(255);
    expect(await codeOf(first)).toBe('no-link');
    const started = far.ends.length;
    expect(await codeOf(read())).toBe('no-link');
    expect(far.ends).toHaveLength(started);
  });

  it('comes back by itself after growing pauses, and after a short one if it was up for 10 s', async () => {
    const pauses: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      await lose();
      const [pause = 0] = far.clock.due;
      pauses.push(pause);
      far.clock.pass(pause);
      expect(far.ends).toHaveLength(times + 2);
    }
    expect(pauses.slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, longestPauseMs]);
    expect(pauses.slice(6)).toEqual([longestPauseMs, longestPauseMs]);
    await far.greet();
    far.clock.pass(1000);
    await lose();
    // It was up for a moment only, as with a host that takes each connection and drops it.
    expect(far.clock.due).toEqual([longestPauseMs]);
    far.clock.pass(longestPauseMs);
    await far.greet();
    for (let times = 0; times < 11; times += 1) {
      far.clock.pass(pingMs);
      await far.say({ kind: 'pong' });
    }
    await lose();
    expect(far.clock.due).toEqual([firstPauseMs]);
  });

  it('varies its pauses by a fifth, so that not all clients come back at once', async () => {
    await far.readers.close();
    for (const [random, pause] of [
      [0, 800],
      [0.75, 1100],
    ] as const) {
      far = new FarProgram({ random: () => random });
      await lose();
      expect(far.clock.due).toEqual([pause]);
      await far.readers.close();
    }
  });

  it('reports when it is lost and when it is back, also to watchers', async () => {
    let changes = 0;
    let overtaken = 0;
    far.readers.watch({
      onChange: () => {
        changes += 1;
      },
      onDegraded: () => {},
      onOvertaken: () => {
        overtaken += 1;
      },
    });
    await far.greet();
    const { snapshots } = far.readers;
    const look = await snapshots.look();
    await far.say({ kind: 'overtaken' });
    expect([overtaken, await snapshots.look()]).toEqual([1, look]);
    await far.say({ kind: 'changed', atFullSpeed: true });
    expect(far.readers.atFullSpeed).toBe(true);
    await lose();
    expect(far.readers.atFullSpeed).toBe(false);
    far.clock.pass(firstPauseMs);
    await far.greet();
    expect(far.told).toEqual([null, { kind: 'gone' }, null]);
    expect(changes).toBe(4);
  });

  it('asks a silent host whether it is still there, and then gives it up', async () => {
    await far.greet();
    const reading = read();
    far.end.isStubborn = true;
    far.clock.pass(pingMs);
    expect((await far.heard()).filter(({ kind }) => kind === 'ping')).toHaveLength(1);
    await far.say({ kind: 'pong' });
    far.clock.pass(patienceMs - 1);
    expect(far.told).toEqual([null]);
    expect(await codeOf(reading)).toBe('silent');
    const last = far.readers.measured(request);
    far.clock.pass(1);
    expect(far.told).toEqual([null, { kind: 'silent' }]);
    const result = await last;
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'no-link' } });
    // What was shown was right until the last word.
    expect(result).toMatchObject({ problem: { wellUntil: 1_000_000 + pingMs } });
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT']);
    far.clock.pass(graceMs);
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT', 'SIGKILL']);
    await turn();
    // A new try is no word of the host's.
    far.clock.pass(firstPauseMs);
    expect(far.ends).toHaveLength(2);
    expect(await read()).toMatchObject({ problem: { wellUntil: 1_000_000 + pingMs } });
  });

  it('has what is shown age after 2 s of silence, and be read again when the host is heard', async () => {
    let changes = 0;
    far.readers.watch({
      onChange: () => {
        changes += 1;
      },
      onDegraded: () => {},
    });
    await far.greet();
    const reading = read();
    await far.heard();
    far.clock.pass(quietMs - 1);
    expect(changes).toBe(1);
    far.clock.pass(1);
    const silent = { code: 'silent', file: 'ssh://there', wellUntil: 1_000_000 };
    expect(await reading).toMatchObject({ problem: silent });
    expect(await read()).toMatchObject({ problem: silent });
    const calls = async () => (await far.heard()).filter(({ kind }) => kind === 'call').length;
    expect([changes, await calls(), far.told]).toEqual([2, 1, [null]]);
    await far.say({ kind: 'pong' });
    void read();
    expect([changes, await calls()]).toEqual([3, 2]);
    // The silence ends with the link, too.
    far.clock.pass(quietMs);
    await lose();
    far.clock.pass(firstPauseMs);
    await far.greet();
    void read();
    expect(await calls()).toBe(3);
  });

  it('takes a kilobyte as a sign of life, as of a large picture on a slow line, and no drip of bytes', async () => {
    await far.greet();
    const reading = far.readers.measured(request);
    await far.heard();
    const half = randomBytes(65_536).toString('hex');
    const picture = frameOf({ kind: 'answer', id: 1, answer: half });
    for (let sent = 0; sent < 16; sent += 1) {
      far.clock.pass(pingMs);
      await far.print(picture.subarray(sent * leastHeard, (sent + 1) * leastHeard));
    }
    expect(far.told).toEqual([null]);
    for (let sent = 0; sent < patienceMs / pingMs; sent += 1) {
      far.clock.pass(pingMs);
      await far.print(picture.subarray(16 * leastHeard + sent, 16 * leastHeard + sent + 1));
    }
    expect(far.told).toEqual([null, { kind: 'silent' }]);
    expect(await codeOf(reading)).toBe('no-link');
  });

  it('gives up a host that reports news for ever instead of the only picture', async () => {
    await far.greet();
    const reading = far.readers.measured(request);
    for (let passed = 0; passed < longestAnswerMs; passed += pingMs) {
      expect(far.told).toEqual([null]);
      await far.say({ kind: 'progress', progress: { bytesRead: passed, databaseBytes: 1e9 } });
      far.clock.pass(pingMs);
    }
    expect(await codeOf(reading)).toBe('no-link');
    expect(far.told.at(-1)).toEqual({ kind: 'silent' });
  });

  it('is over soon after its process, though something holds the pipes of that', async () => {
    await far.greet();
    far.end.holdsPipes = true;
    await lose();
    expect(far.told).toEqual([null]);
    far.clock.pass(graceMs);
    expect(far.told).toEqual([null, { kind: 'gone' }]);
    expect([far.end.stdout.destroyed, far.end.stderr.destroyed]).toEqual([true, true]);
    far.clock.pass(firstPauseMs);
    await far.greet();
    far.end.holdsPipes = true;
    const closing = far.readers.close();
    await turn();
    await turn();
    far.clock.pass(graceMs);
    await closing;
  });

  it('doesn’t take its own sleep for silence', async () => {
    await far.greet();
    far.clock.jump(3_600_000);
    expect(far.told).toEqual([null]);
    far.clock.pass(patienceMs + pingMs);
    expect(far.told).toEqual([null, { kind: 'silent' }]);
  });

  it('answers the first read after 2 s that it is not up yet, and reports when it is', async () => {
    await far.readers.close();
    far = new FarProgram({ firstWaitMs: 2000 });
    const first = read();
    far.clock.pass(1999);
    await turn();
    far.clock.pass(1);
    expect(await first).toMatchObject({
      problem: { code: 'no-link', sentence: 'The host has not answered yet.' },
    });
    expect(await codeOf(read())).toBe('no-link');
    await far.greet();
    expect(far.told).toEqual([null]);
    const later = read();
    expect((await far.heard()).at(-1)).toMatchObject({ kind: 'call', name: 'picture' });
    far.end.end(255);
    expect(await codeOf(later)).toBe('no-link');
  });

  it('tells of news that come together once, the latest of each kind, and in their order', async () => {
    await far.greet();
    const told: unknown[] = [];
    const onChange = () => told.push(far.readers.atFullSpeed);
    far.readers.watch({ onChange, onDegraded: () => told.push('degraded') });
    const changes = [true, true, false].map((atFullSpeed) => frameOf({ kind: 'changed', atFullSpeed }));
    await far.print(Buffer.concat([...changes.slice(1), frameOf({ kind: 'degraded' }), ...changes]));
    expect(told).toEqual(['degraded', false]);
  });

  it('gives up a host that doesn’t greet in time', async () => {
    const reading = read();
    far.clock.pass(greetingMs);
    expect(await codeOf(reading)).toBe('no-link');
    expect(far.told).toEqual([{ kind: 'silent' }]);
  });

  it.each([
    ['no greeting', { kind: 'pong' }],
    ['another greeting', { ...greeting, able: 'all' }],
    ['a second greeting', greeting, greeting],
    ['an answer to nothing', greeting, { kind: 'answer', id: 1, answer: null }],
    ['an unknown message', greeting, { kind: 'open' }],
    ['no message', greeting, 'text'],
  ])('ends after hearing %s', async (_, ...messages) => {
    await far.greet(messages[0]);
    await far.say(...messages.slice(1));
    expect(far.told.at(-1)).toMatchObject({ kind: 'nonsense' });
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT']);
  });

  it.each([
    ['a picture of another shape', { kind: 'picture', picture: {} }],
    ['no answer at all', undefined],
    [
      'the problem of a link',
      { kind: 'problem', problem: { code: 'no-link', sentence: '', file: '', advice: '' } },
    ],
  ])('ends after being answered with %s', async (_, answer) => {
    await far.greet();
    const reading = read();
    await far.say({ kind: 'answer', id: 1, answer });
    expect(await codeOf(reading)).toBe('no-link');
    expect(far.told.at(-1)).toMatchObject({ kind: 'nonsense' });
  });

  it('has a problem with the other version and advice where the protocols differ', async () => {
    const reading = read();
    await far.greet({ ...greeting, protocol: protocol + 1, version: '9.9.9' });
    expect(await reading).toMatchObject({
      kind: 'problem',
      problem: {
        code: 'no-access',
        sentence: 'The host has jobs-view 9.9.9, which this one (1.0.0) does not understand.',
        file: 'ssh://there',
        advice: 'Install the same version on both.',
      },
    });
  });

  it('distinguishes a missing ssh command from one that cannot be started', async () => {
    far.end.emit('error', Object.assign(new Error('spawn'), { code: 'ENOENT' }));
    expect(far.told).toEqual([{ kind: 'no-ssh', command: null }]);
    await turn();
    far.clock.pass(firstPauseMs);
    far.end.emit('error', Object.assign(new Error('spawn'), { code: 'EAGAIN' }));
    expect(far.told.at(-1)).toMatchObject({ kind: 'not-started' });
  });

  it('has the trouble that the last words of ssh say, however much was printed before', async () => {
    far.end.stderr.write('Welcome.\n'.repeat(1000));
    far.end.stderr.write('ssh: connect to host there port 22: Connection refused\n');
    await turn();
    await lose();
    expect(far.told).toEqual([{ kind: 'refused' }]);
  });

  it('outlives broken pipes, and has the trouble that the end of the process says', async () => {
    await far.greet();
    for (const pipe of [far.end.stdin, far.end.stdout, far.end.stderr])
      pipe.emit('error', new Error('EPIPE'));
    expect(far.told).toEqual([null]);
    await lose();
    expect(far.told).toEqual([null, { kind: 'gone' }]);
  });

  it('ignores what an ended process goes on to say', async () => {
    const other = { ...greeting, protocol: protocol + 1 };
    far.end.isStubborn = true;
    await far.print(preamble, Buffer.concat([frameOf(other), frameOf(greeting)]));
    expect(far.told).toMatchObject([{ kind: 'another-version' }]);
    await far.say(greeting, { kind: 'changed', atFullSpeed: true });
    expect(far.told).toHaveLength(1);
    expect(far.readers.atFullSpeed).toBe(false);
    expect(far.end.stdin.writableEnded).toBe(true);
    far.end.end(null);
  });

  it('ignores abilities of the host that this program does not know', async () => {
    await far.greet({ ...greeting, able: ['fly', 'read'] });
    expect(far.readers.peer).toEqual({ begun: null, version: '1.0.0', protocol, able: ['read'] });
  });

  it('sends an abort for a question that is no longer wanted, unless it was answered', async () => {
    await far.greet();
    const search = { jobId: '2', text: 'line', from: 0, direction: 'forward' } as const;
    const aborted = async () => (await far.heard()).filter(({ kind }) => kind === 'abort');
    const [answered, meanwhile] = [new AbortController(), new AbortController()];
    const first = far.readers.logs.search(search, answered.signal);
    await far.heard();
    await far.say({ kind: 'answer', id: 1, answer: { kind: 'none' } });
    expect(await first).toEqual({ kind: 'none' });
    expect(getEventListeners(answered.signal, 'abort')).toEqual([]);
    answered.abort();
    expect(await aborted()).toEqual([]);
    const second = far.readers.logs.search(search, meanwhile.signal);
    await far.heard();
    meanwhile.abort();
    expect(await second).toEqual({ kind: 'stopped' });
    expect(await aborted()).toEqual([{ kind: 'abort', id: 2 }]);
    void far.readers.logs.search(search, meanwhile.signal);
    expect(await aborted()).toEqual([
      { kind: 'abort', id: 2 },
      { kind: 'abort', id: 3 },
    ]);
  });

  it('ends after a question is answered twice', async () => {
    await far.greet();
    const reading = read();
    const answer = { kind: 'problem', problem: { code: 'busy', sentence: '', file: '', advice: '' } };
    await far.heard();
    await far.say({ kind: 'answer', id: 1, answer });
    expect(await codeOf(reading)).toBe('busy');
    await far.say({ kind: 'answer', id: 1, answer });
    expect(far.told.at(-1)).toMatchObject({ kind: 'nonsense' });
  });

  it('refuses a question that is too long for a frame, without doing anything', async () => {
    await far.greet();
    const jobs = [{ id: 'x'.repeat(longestFrame), statusText: 'FAILED', retryCount: 0 }];
    const sentence = 'This is more than can be sent from one host to another.';
    expect(await far.readers.change({ action: 'retry', jobs })).toMatchObject({
      problem: { code: 'failed', sentence },
    });
    const targets = { ids: jobs.map(({ id }) => id) };
    expect(await far.readers.snapshots.read({ ...request, targets })).toMatchObject({
      problem: { code: 'too-much', sentence, advice: 'Narrow it down, with a filter or fewer marks.' },
    });
    expect([far.told, await far.heard()]).toEqual([[null], opening]);
  });

  it('answers waiting calls when it is closed, and is closed once its process has ended', async () => {
    await far.readers.close();
    far = new FarProgram({ firstWaitMs: 2000 });
    const first = read();
    far.end.isStubborn = true;
    let isClosed = false;
    const closing = far.readers.close().then(() => {
      isClosed = true;
    });
    expect(await codeOf(first)).toBe('failed');
    await turn();
    expect([isClosed, far.end.stdin.writableEnded]).toEqual([false, true]);
    far.clock.pass(graceMs);
    await closing;
  });

  it('starts no process after it was closed', async () => {
    await far.greet();
    await far.readers.close();
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT']);
    expect(far.ends).toHaveLength(1);
    expect(far.told).toEqual([null]);
    expect(await codeOf(read())).toBe('failed');
  });

  it('starts no process after it was closed in a pause', async () => {
    await lose();
    await far.readers.close();
    far.clock.pass(longestPauseMs);
    expect(far.ends).toHaveLength(1);
  });
});
