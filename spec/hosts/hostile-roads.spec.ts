import { deflateRawSync, deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { World } from '../../lib/commands/world.js';
import { beginAgent } from '../../lib/databases/serve-agent.js';
import { pingMs, quietMs } from '../../lib/hosts/link/host-connection.js';
import {
  frameOf,
  longestAnswer,
  longestFrame,
  longestPacked,
  preamble,
} from '../../lib/hosts/wire/frames.js';
import { programThread } from '../snapshot/thread/readers.js';
import { tenJobs as request } from '../support/ten-jobs.js';
import { until } from '../support/until.js';
import { FarProgram, greeting } from './link/far-program.js';

let far: FarProgram;
let heard: Buffer[];

/** Each in four bytes, the greatest first. */
const numbers = (...all: readonly number[]) => Buffer.from(Uint32Array.from(all).buffer).swap32();

/** An answer of an agent in Python to the question with this number, with a text as its results. */
function agentAnswer(text: string, id = 1): Buffer {
  const body = deflateSync(Buffer.concat([numbers(text.length), Buffer.from(text)]), { level: 1 });
  return Buffer.concat([numbers(body.length + 4, id), body]);
}

/** What a reader asks first, after the facts and the watch. */
const readId = 3;
const about = '[["/q.db", "/home", "there", 1], [0, 0]]';
const report = '\xffjobs-view there\xff program=none node=none python=3.6.8\n';

const roads = [
  {
    name: 'a program there',
    begin: async () => {
      far = new FarProgram();
      await far.print(preamble);
    },
    answer: (text: string) => {
      const body = deflateRawSync(text, { level: 1 });
      return Buffer.concat([numbers(body.length + 1), Buffer.of(1), body]);
    },
    asked: async () => {},
    tooLong: numbers(longestPacked + 2),
    good: frameOf(greeting),
    news: frameOf({ kind: 'changed', atFullSpeed: false }),
  },
  {
    name: 'Python there',
    begin: async () => {
      const world = { readerThread: programThread } as World;
      const agent = { findings: async () => [], recordedAt: async () => null };
      far = new FarProgram({
        begin: (_, process) => beginAgent(process, null, world, agent),
      });
      heard = [];
      far.end.stdin.removeAllListeners('data').on('data', (bytes: Buffer) => heard.push(bytes));
      await far.print(Buffer.from(report, 'latin1'));
    },
    answer: agentAnswer,
    asked: () => until(() => Buffer.concat(heard).includes(`"id":${readId},`), 10_000),
    tooLong: numbers(longestAnswer + 2),
    good: agentAnswer(about),
    news: agentAnswer('[]', 0),
  },
];

const isTold = (times = 1) => until(() => far.told.length >= times, 10_000);

async function expectClosed(what: RegExp, times = 1): Promise<void> {
  await isTold(times);
  expect(far.told.at(-1)).toEqual({ kind: 'nonsense', what: expect.stringMatching(what) });
  expect(far.end.killed).toContain('SIGTERM');
  const sentence = 'The host sent something that could not be understood.';
  expect(await far.readers.snapshots.read(request)).toMatchObject({ problem: { code: 'no-link', sentence } });
}

const deep = '['.repeat(longestFrame - 4);

describe.each(roads)('a hostile host that is read by $name', (road) => {
  const { answer, good } = road;
  beforeEach(road.begin);
  afterEach(async () => {
    await far.readers.close();
    expect(far.clock.due).toEqual([]);
  });

  it.each([
    ['a first answer that is as deep as it is long', () => answer(deep)],
    ['a short one that is too deep', () => answer('['.repeat(1000))],
    ['one that unpacks to too much', () => answer(`"${'x'.repeat(longestAnswer)}"`)],
    ['the head of a frame that is too long', () => road.tooLong],
  ])('is not heard any more after %s', async (_, bytes) => {
    await far.print(bytes());
    await expectClosed(/^(?:too many values|a frame (?:that cannot be|of a wrong).*|facts .*)$/);
  });

  it.each([
    ['deep as it is long', deep],
    ['of millions of values', `[${'{},'.repeat(4_000_000)}0]`],
  ])('is not heard any more after an answer to a read that is %s', async (_, text) => {
    await far.print(good);
    await isTold();
    const reading = far.readers.snapshots.read(request);
    await road.asked();
    await far.print(answer(text, readId));
    expect(await reading).toMatchObject({ kind: 'problem' });
    await expectClosed(/^too many values$/, 2);
  });

  it.each([
    ['news without end', () => road.news],
    ['news that are long and say little', () => answer(`{"kind":"pong"${' '.repeat(4_000_000)}}`)],
  ])('is not heard any more after %s', async (_, message) => {
    await far.print(good);
    await isTold();
    const chunk = Buffer.concat(Array.from({ length: Math.ceil(65_536 / message().length) }, message));
    for (let times = 0; times < 32 && far.told.length < 2; times += 1) await far.print(chunk);
    await expectClosed(/^(?:news without end|an answer to nothing)$/, 2);
  });

  it.each([0, 7])('holds up no read by saying %i bytes of an answer after it greeted', async (length) => {
    await far.print(good);
    await isTold();
    const reading = far.readers.snapshots.read(request);
    await far.print(answer(about).subarray(0, length));
    far.clock.pass(quietMs + pingMs);
    expect(await reading).toMatchObject({ problem: { sentence: 'The host does not answer.' } });
  });
});
