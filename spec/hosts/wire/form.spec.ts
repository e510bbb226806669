import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkOf, checkOfAnswer, type Form, fromHost, toHost } from '../../../lib/hosts/wire/form.js';
import { decode, encode } from '../../../lib/hosts/wire/frames.js';
import { noCounts, type Picture } from '../../../lib/model/picture.js';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { databaseVersions } from '../../support/database-versions.js';
import { createDatabase } from '../../support/databases.js';
import { testFolder } from '../../support/test-folder.js';
import { everything, scene } from './scene.js';

const pictureCheck = checkOf('#Picture');
const actCheck = (ask: unknown) => toHost({ kind: 'call', id: 1, name: 'act', ask });
async function pictureOf(path: string): Promise<Picture> {
  const reader = new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
  try {
    const result = await reader.readMeasured(everything);
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    return result.picture;
  } finally {
    await reader.close();
  }
}

/** Every value within a value, by a function that replaces it and returns the whole. */
function* places(
  value: unknown,
  put: (other: unknown) => unknown = (other) => other,
): Generator<[inner: unknown, put: (other: unknown) => unknown]> {
  yield [value, put];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  // One item says as much as all of them.
  const names = Array.isArray(value) ? Object.keys(value).slice(0, 1) : Object.keys(value);
  for (const name of names) {
    const inner: unknown = Reflect.get(value, name);
    yield* places(inner, (other) => {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, name, other);
      return put(copy);
    });
  }
}

describe('The form of a picture', () => {
  let path: string;
  let picture: Picture;

  beforeAll(async () => {
    path = join(testFolder(), 'queue.db');
    await createDatabase(path, scene);
    picture = await pictureOf(path);
  });

  it('accepts a picture with everything in it, once it has crossed the wire', () => {
    expect(Object.keys(picture)).toEqual(expect.arrayContaining(Object.keys(everything).filter(isPart)));
    const crossed = decode(encode({ kind: 'picture', picture }));
    expect(crossed).toStrictEqual({ kind: 'picture', picture });
    expect(checkOf('#ReadResult')(crossed)).toBe(null);
  });

  it.each(databaseVersions)('accepts a picture of a queue of version %s', async (version) => {
    const old = join(testFolder(), 'old.db');
    await createDatabase(old, { version, rows: [{ id: 1, status: 'FAILED', error_message: 'boom' }] });
    expect(pictureCheck(decode(encode(await pictureOf(old))))).toBe(null);
  });

  it('refuses a value of another type in any place', () => {
    const passed: string[] = [];
    let tried = 0;
    for (const [inner, put] of places(picture)) {
      // Lists may be longer or shorter, and what is null may be known: that is no other form.
      const others = [Symbol('other'), { $: 1 }, typeof inner === 'string' ? 1 : true, Number.NaN];
      for (const other of others) {
        if (typeof inner === 'boolean' && other === true) continue;
        tried += 1;
        // A part that is missing altogether is told by the next test.
        if (pictureCheck(put(other)) === null && inner !== null)
          passed.push(`${String(other)} for ${JSON.stringify(inner, replacer)}`);
      }
    }
    expect(passed).toEqual([]);
    expect(tried).toBeGreaterThan(500);
  });

  it('demands each field that is not optional, and refuses others', () => {
    for (const name of ['asOf', 'counts', 'totals', 'window', 'troubles', 'failedMatching'] as const)
      expect(pictureCheck({ ...picture, [name]: undefined })).toBe(name);
    const { window: _, ...cut } = picture;
    expect(pictureCheck(cut)).toBe('window');
    expect(pictureCheck({ ...picture, more: 1 })).toBe('');
    const [job] = picture.window.jobs;
    const told = { ...picture, window: { ...picture.window, jobs: [{ ...job, name: 1 }] } };
    expect(pictureCheck(told)).toBe('window.jobs.0.name');
  });
});

function isPart(name: string): boolean {
  return !['filter', 'sort', 'sortedAt', 'anchor', 'before', 'after', 'failures', 'outputs'].includes(name);
}

function replacer(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

describe('The form of a message', () => {
  it('depends on its kind and its name', () => {
    expect(toHost({ kind: 'call', id: 1, name: 'picture', ask: everything })).toBe(null);
    expect(toHost({ kind: 'call', id: 1, name: 'picture', ask: { ...everything, after: -1 } })).toBe(
      'ask.after',
    );
    expect(toHost({ kind: 'call', id: 1, name: 'toString', ask: null })).toBe('name');
    expect(toHost({ kind: 'call', id: -1, name: 'log-bytes', ask: 0 })).toBe('id');
    expect(toHost({ kind: 'call', id: 1, name: 'log-bytes', ask: 0, more: 1 })).toBe('');
    expect(toHost({ kind: 'constructor' })).toBe('kind');
    expect(toHost(null)).toBe('');
    expect(fromHost({ kind: 'changed', atFullSpeed: 1 })).toBe('atFullSpeed');
    expect(fromHost({ kind: 'answer', id: 1, answer: 'anything' })).toBe(null);
    expect(fromHost(new Set())).toBe('');
    expect(fromHost({ kind: 'progress', progress: { bytesRead: -1, databaseBytes: 1 } })).toBe(
      'progress.bytesRead',
    );
  });

  it('refuses actions that make a database or change its schema', () => {
    expect(actCheck({ action: 'probe' })).toBe(null);
    expect(actCheck({ action: 'migrate' })).toBe('ask.action');
    expect(actCheck({ action: 'init' })).toBe('ask.action');
    expect(actCheck({ action: 'retry', jobs: [], path: '/etc/passwd' })).toBe('ask');
  });

  it('refuses fields that are only known here', () => {
    const images = { before: '', after: '' };
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0, images }];
    expect(actCheck({ action: 'retry', jobs })).toBe('ask.jobs.0');
    const code = { kind: 'problem', problem: { code: 'no-link', sentence: '', file: '', advice: '' } };
    expect(checkOfAnswer('log', { jobId: '1', place: { kind: 'end' }, before: 0, after: 0 })(code)).toBe(
      'problem.code',
    );
  });

  it('demands a count of changed rows for actions that change jobs', () => {
    const done = { kind: 'done', sentence: 'Cancelled 1 job', changes: [] };
    expect(checkOfAnswer('act', { action: 'probe' })(done)).toBe(null);
    expect(checkOfAnswer('act', { action: 'probe' })({ kind: 'problem', problem: {} })).toBe('problem.code');
    expect(checkOfAnswer('act', { action: 'cancel', jobs: [] })(done)).toBe('changed');
    expect(checkOfAnswer('act', { action: 'cancel', jobs: [] })({ ...done, changed: 1, movedOn: [] })).toBe(
      null,
    );
  });
});

describe('The check of a form', () => {
  it('refuses lists, sets and bytes in place of an object, and a list that is too long', () => {
    const maybe = checkOf({ fields: { 'a?': 'text' } });
    expect([{}, [], new Set(), new Uint8Array(), null].map(maybe)).toEqual([null, '', '', '', '']);
    const two = checkOf({ list: 'text', most: 2 });
    expect([['a', 'b'], ['a', 'b', 'c'], 'ab', new Set(['a'])].map(two)).toEqual([null, '', '', '']);
  });

  it('refuses a list or a set for one wrong item, wherever that stands among thousands', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (more, at) => {
        const items = Array.from({ length: at + more + 1 }, (_, index) => (index === at ? 7 : `${index}`));
        return (
          checkOf({ list: 'text' })(items) === `${at}` && checkOf({ set: 'text' })(new Set(items)) === ''
        );
      }),
    );
  });

  const one: readonly (readonly [form: Form, fits: readonly unknown[], not: readonly unknown[]])[] = [
    ['text', ['', 'a'], [1, null, undefined]],
    ['figure', [-1.5, 1e300], [Number.NaN, Number.POSITIVE_INFINITY, '1', 1n]],
    ['count', [0, 5], [-1, 1.5, 2 ** 53, 1n]],
    ['instant', [-8.64e15, 0.5], [8.65e15, Number.NaN]],
    ['integer', [-1n], [1]],
    ['bytes', [new Uint8Array()], [[], 'a']],
    [{ only: ['a', true] }, ['a', true], ['b', false, null]],
    [{ either: ['text', 'null'] }, ['a', null], [1, {}]],
    ['#WorkerTrouble', [{ kind: 'gone', since: null, reused: true }], [{ kind: 'gone' }, { kind: 'lost' }]],
    ['#WorkerTrouble', [], [Object.create({ kind: 'gone', since: null, reused: true })]],
  ];

  it.each(one)('of %j accepts what fits, and nothing else', (form, fits, not) => {
    const accepted = (value: unknown) => checkOf(form)(value) === null;
    expect([fits.filter((value) => !accepted(value)), not.filter(accepted)]).toEqual([[], []]);
  });

  it('accepts only cursors that can be typed, and texts or numbers as keys of a list', () => {
    const told = (cursor: unknown) => {
      const event = { kind: 'counts', counts: noCounts };
      return checkOfAnswer('follow', null)({ kind: 'events', events: [{ event, asOf: 1, cursor }] });
    };
    expect([null, 'mkc0q8o0-0123abcd.17'].map(told)).toEqual([null, null]);
    expect(['a cursor', 17].map(told)).toEqual(['events.0.cursor', 'events.0.cursor']);
    const key = (value: unknown) => checkOf('#ListKey')({ rank: 0, value, time: null, turn: null });
    expect([null, 'a', 1].map(key)).toEqual([null, null, null]);
    expect([{}, Number.POSITIVE_INFINITY].map(key)).toEqual(['value', 'value']);
  });
});
