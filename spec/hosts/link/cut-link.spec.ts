import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FrameReader, frameOf } from '../../../lib/hosts/wire/frames.js';
import { type FromHost, protocol } from '../../../lib/hosts/wire/messages.js';
import type { ReadResult } from '../../../lib/snapshot/port.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { serve } from '../linked.js';
import { everything, scene } from '../wire/scene.js';
import { FarProgram } from './far-program.js';

const folder = temporaryFolder();
/** What a server prints for a greeting, an opening and a picture, and how much of it is a greeting, and a picture. */
let printed: Buffer;
let greetedAt: number;
let wholeAt: number;

beforeAll(async () => {
  const path = join(folder.path, 'queue.db');
  await createDatabase(path, scene);
  const [input, output] = [new PassThrough(), new PassThrough()];
  const chunks: Buffer[] = [];
  output.on('data', (bytes: Buffer) => chunks.push(bytes));
  const serving = serve(input, output, path);
  input.write(frameOf({ kind: 'hello', protocol, version: '1', able: [] }));
  input.write(frameOf({ kind: 'open', path: null, logFolder: null }));
  input.write(frameOf({ kind: 'call', id: 1, name: 'measured', ask: everything }));
  await eventually(
    () => messagesIn(Buffer.concat(chunks)).some(({ kind }) => kind === 'answer'),
    'no answer',
  );
  input.end();
  await serving;
  printed = Buffer.concat(chunks);
  const lengthWith = (wanted: FromHost['kind']): number =>
    [...printed.keys()].findIndex((at) =>
      messagesIn(printed.subarray(0, at)).some(({ kind }) => kind === wanted),
    );
  greetedAt = lengthWith('hello');
  printed = Buffer.concat([printed, frameOf({ kind: 'pong' })]);
  wholeAt = lengthWith('answer');
});

afterAll(() => folder.remove());

function messagesIn(bytes: Uint8Array): FromHost[] {
  return [...new FrameReader(true).take(bytes)] as FromHost[];
}

/** What a reader shows of a link that brings these bytes and then ends. */
async function shownOf(bytes: Uint8Array): Promise<ReadResult> {
  const far = new FarProgram();
  const reading = far.readers.measured(everything);
  far.end.stdout.write(bytes.subarray(0, greetedAt));
  // An answer comes after the question.
  await far.heard();
  far.end.stdout.write(bytes.subarray(greetedAt));
  far.end.end(null);
  const result = await reading;
  await far.readers.close();
  return result;
}

describe('A broken link', () => {
  it('is a lost link, never half a picture, at any byte of a greeting or a picture', async () => {
    expect(printed.length).toBeGreaterThan(1000);
    const wrong: string[] = [];
    for (let at = 0; at <= printed.length; at += 1) {
      const shown = await shownOf(printed.subarray(0, at));
      const isWhole = at >= wholeAt;
      const isRight = isWhole
        ? shown.kind === 'picture'
        : shown.kind === 'problem' && shown.problem.code === 'no-link';
      if (!isRight) wrong.push(`${at}: ${shown.kind}`);
    }
    expect(wrong).toEqual([]);
  });

  it('shows a picture of the right shape, or none, with a wrong bit in any seventh byte', async () => {
    const wrong: string[] = [];
    for (let at = 0; at < printed.length; at += 7) {
      const bytes = Buffer.from(printed);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      const shown = await shownOf(bytes);
      const isRight = shown.kind === 'picture' || /^no-(link|access)$/.test(shown.problem.code);
      if (!isRight) wrong.push(`${at}: ${JSON.stringify(shown)}`);
    }
    expect(wrong).toEqual([]);
  });
});
