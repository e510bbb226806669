import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { graceMs, greetingMs, patienceMs, pingMs } from '../../../lib/hosts/link/host-connection.js';
import { firstPauseMs, longestPauseMs } from '../../../lib/hosts/link/host-link.js';
import { protocol } from '../../../lib/hosts/wire/messages.js';
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

const read = () => far.readers.snapshots.read(request);

async function codeOf(reading: ReturnType<typeof read>): Promise<string> {
  const result = await reading;
  return result.kind === 'problem' ? result.problem.code : result.kind;
}

describe('A link to a host', () => {
  it('greets at once, and asks for a database only by its pipe', async () => {
    expect(await far.heard()).toEqual([
      { kind: 'hello', protocol, version: '1.0.0', able: [] },
      { kind: 'open', path: '/there/queue.db', logFolder: null },
    ]);
  });

  it('has the first read wait for it, and answers later ones at once while it is down', async () => {
    const first = read();
    await far.greet();
    far.end.end(255);
    expect(await codeOf(first)).toBe('no-link');
    const started = far.ends.length;
    expect(await codeOf(read())).toBe('no-link');
    expect(far.ends).toHaveLength(started);
  });

  it('comes back by itself after growing pauses, and begins with short ones after a good time', async () => {
    const pauses: number[] = [];
    for (let times = 0; times < 8; times += 1) {
      far.end.end(255);
      await turn();
      await turn();
      const [pause = 0] = far.clock.due;
      pauses.push(pause);
      far.clock.pass(pause);
      expect(far.ends).toHaveLength(times + 2);
    }
    expect(pauses.slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, longestPauseMs]);
    expect(pauses.slice(6)).toEqual([longestPauseMs, longestPauseMs]);
    await far.greet();
    far.clock.pass(1000);
    far.end.end(255);
    await turn();
    await turn();
    // It was up for a moment only, as with a host that takes each connection and drops it.
    expect(far.clock.due).toEqual([longestPauseMs]);
    far.clock.pass(longestPauseMs);
    await far.greet();
    for (let times = 0; times < 3; times += 1) {
      far.clock.pass(pingMs);
      await far.say({ kind: 'pong' });
    }
    far.end.end(255);
    await turn();
    await turn();
    expect(far.clock.due).toEqual([firstPauseMs]);
  });

  it('varies its pauses, so that not all come back at once', async () => {
    await far.readers.close();
    for (const [random, pause] of [
      [0, 800],
      [0.75, 1100],
    ] as const) {
      far = new FarProgram({ random: () => random });
      far.end.end(255);
      await turn();
      await turn();
      expect(far.clock.due).toEqual([pause]);
      await far.readers.close();
    }
  });

  it('tells when it is lost and when it is back, also to whoever watches', async () => {
    let changes = 0;
    far.readers.watch({
      onChange: () => {
        changes += 1;
      },
      onHampered: () => {},
    });
    await far.greet();
    far.end.end(255);
    await turn();
    await turn();
    far.clock.pass(firstPauseMs);
    await far.greet();
    expect(far.told).toEqual([null, { kind: 'gone' }, null]);
    expect(changes).toBe(3);
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
    far.clock.pass(1);
    expect(far.told).toEqual([null, { kind: 'silent' }]);
    const result = await reading;
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'no-link' } });
    // What was shown was right until the last word.
    expect(result).toMatchObject({ problem: { wellUntil: 1_000_000 + pingMs } });
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT']);
    far.clock.pass(graceMs);
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT', 'SIGKILL']);
    // A new try is no word of the host's.
    far.clock.pass(firstPauseMs);
    expect(far.ends).toHaveLength(2);
    expect(await read()).toMatchObject({ problem: { wellUntil: 1_000_000 + pingMs } });
  });

  it('takes any byte as a sign of life, as of a large picture on a slow line', async () => {
    await far.greet();
    for (let times = 0; times < 10; times += 1) {
      far.clock.pass(pingMs);
      await far.print(Buffer.from([0]).subarray(0, times < 4 ? 1 : 0));
      if (times === 3) break;
    }
    expect(far.told).toEqual([null]);
  });

  it('doesn’t take its own sleep for silence', async () => {
    await far.greet();
    far.clock.jump(3_600_000);
    expect(far.told).toEqual([null]);
    far.clock.pass(patienceMs + pingMs);
    expect(far.told).toEqual([null, { kind: 'silent' }]);
  });

  it('says that it isn’t up yet to whoever waits no longer, and tells when it is', async () => {
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
  ])('ends where it hears %s', async (_, ...messages) => {
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
  ])('ends where it is answered with %s', async (_, answer) => {
    await far.greet();
    const reading = read();
    await far.say({ kind: 'answer', id: 1, answer });
    expect(await codeOf(reading)).toBe('no-link');
    expect(far.told.at(-1)).toMatchObject({ kind: 'nonsense' });
  });

  it('names another version, and what to do', async () => {
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

  it('begins nothing more after its end', async () => {
    await far.greet();
    await far.readers.close();
    expect(far.end.killed).toEqual(['SIGTERM', 'SIGCONT']);
    expect(far.ends).toHaveLength(1);
    expect(far.told).toEqual([null]);
    expect(await codeOf(read())).toBe('failed');
  });

  it('begins nothing more where it ends in a pause', async () => {
    far.end.end(255);
    await turn();
    await turn();
    await far.readers.close();
    far.clock.pass(longestPauseMs);
    expect(far.ends).toHaveLength(1);
  });
});
