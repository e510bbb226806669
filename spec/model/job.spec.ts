import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { argumentsOf, type PlaceholderValues } from '../../lib/model/commands/own-command.js';
import { failedElsewhere } from '../../lib/model/databases.js';
import {
  databaseOf,
  durationOf,
  hasOwnId,
  type Job,
  jobInWords,
  localId,
  qualifiedId,
  storedId,
} from '../../lib/model/job.js';
import { noCounts, type Picture, type PicturedDatabase } from '../../lib/model/picture.js';
import { keepLast, putLast } from '../../lib/model/recently-used.js';
import { mismatchWords, type SchemaMismatch } from '../../lib/model/schema-mismatch.js';
import { grouped } from '../../lib/model/text.js';
import { databaseRow } from '../machine/panel-rows.js';
import { jobWith, pictureOf } from '../view/scene.js';

describe('the id of a job', () => {
  it.each([
    ['7', true, '7', 'job <7>'],
    ['', true, '', 'job <>'],
    ['a-b', true, 'a-b', 'job <a-b>'],
    ['\u001f12\u001f7', false, '7', 'job <7>'],
    ['\u001f12\u001f', false, '', 'job <>'],
    ['\u001f12\u001f\u001fx', false, '\u001fx', 'job <\u001fx>'],
    ['\u001f12-', false, null, 'a job without id'],
  ])('%j holds the id to show and whether it is the job’s own', (id, isOwn, stored, words) => {
    expect([hasOwnId(id), storedId(id)]).toEqual([isOwn, stored]);
    expect(jobInWords(id, (text) => `<${text}>`)).toBe(words);
    const among = qualifiedId('north/a', id);
    expect([databaseOf(id), databaseOf(among), localId(among)]).toEqual([null, 'north/a', id]);
    expect([hasOwnId(among), storedId(among)]).toEqual([isOwn, stored]);
    expect(jobInWords(among, (text) => `<${text}>`)).toBe(`${words} of <north/a>`);
  });
});

describe('durationOf', () => {
  it.each<[string, Partial<Job>, number | null]>([
    ['a job that has ended', { startedAt: 100, completedAt: 250 }, 150],
    ['a job that runs', { status: 'running', startedAt: 100 }, 900],
    ['a job that runs again', { status: 'running', startedAt: 100, completedAt: 250 }, 900],
    ['a job that waits, whatever its times', { status: 'queued', startedAt: 100, completedAt: 250 }, null],
    ['a job without a start', { completedAt: 250 }, null],
    ['a job without an end', { startedAt: 100 }, null],
    ['a job whose start is only its end', { startedAt: 250, completedAt: 250 }, null],
    ['a job whose clocks disagree', { startedAt: 300, completedAt: 250 }, null],
  ])('of %s', (_, given, expected) => {
    expect(durationOf(jobWith(given), 1000)).toBe(expected);
  });
});

describe('grouped', () => {
  it('writes whole numbers as Intl does, which takes too long to load', () => {
    const intl = new Intl.NumberFormat('en-US');
    const count = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.maxSafeInteger());
    fc.assert(
      fc.property(count, (each) => {
        expect(grouped(each)).toBe(intl.format(each));
      }),
    );
    expect([0, 999, 1000, 123_456, -1000].map(grouped)).toEqual(['0', '999', '1,000', '123,456', '-1,000']);
  });
});

const nothing: SchemaMismatch = {
  ...{ output: 'orders', kind: '', expectedName: null, actualName: null, expectedType: null },
  ...{ actualType: null, expectedIndex: null, actualIndex: null },
};

const price = { expectedName: 'price', expectedType: 'Decimal' };
const both = { ...price, actualName: 'price', actualType: 'Utf8' };
const placed = { expectedName: 'price', actualName: 'venue' };

describe('a schema mismatch in words', () => {
  it.each<[string, Partial<SchemaMismatch>, string]>([
    ['missing_column', { ...price, expectedIndex: 3 }, 'orders: column price (Decimal) is missing'],
    ['missing_column', { expectedName: 'price' }, 'orders: column price is missing'],
    ['missing_column', { expectedType: 'Decimal' }, 'orders: column Decimal is missing'],
    ['MissingColumn', {}, 'orders: column ? is missing'],
    ['extra_column', { actualName: 'x', actualType: 'Utf8' }, 'orders: column x (Utf8) is not in the schema'],
    ['type_mismatch', both, 'orders: column price is Utf8, not Decimal'],
    [
      'order_mismatch',
      { ...both, expectedIndex: 0, actualIndex: 3 },
      'orders: column price is number 4, not 1',
    ],
    ['column_order_mismatch', { ...placed, expectedIndex: 1 }, 'orders: column 2 is venue, not price'],
    ['order', { expectedName: 'price', actualIndex: 3 }, 'orders: column price is out of order'],
    ['name_mismatch', placed, 'orders: column venue should be named price'],
    ['nullability_mismatch', { expectedName: 'price' }, 'orders: column price differs in allowing nulls'],
    ['lost', { ...price, actualType: 'Float' }, 'orders: lost, expected price (Decimal), found Float'],
    ['precision_lost', {}, 'orders: precision_lost'],
    [' ', { output: null, actualName: 'x' }, 'schema mismatch, found x'],
    ['constructor', {}, 'orders: constructor'],
    ['missing_column', { output: null, expectedName: 'price' }, 'column price is missing'],
  ])('%s', (kind, given, words) => {
    expect(mismatchWords({ ...nothing, kind, ...given })).toBe(words);
  });
});

const made = (run: readonly string[], values: PlaceholderValues) => {
  const result = argumentsOf(
    { key: 'T', name: 'Try', run: ['try', ...run], terminal: false, confirm: false },
    values,
  );
  return result.kind === 'arguments' ? result.all : result.reason;
};

describe('the arguments of a command', () => {
  const given = { id: '7', name: 'x y', worker: 'vm:1', error: '' };
  it.each<[readonly string[], PlaceholderValues, readonly string[] | string]>([
    [['-v', 'a b', '$(id)', '{}', '{ID}'], {}, ['-v', 'a b', '$(id)', '{}', '{ID}']],
    [['{id}', '--name={name}', '{worker}:{id}'], {}, ['7', '--name=x y', 'vm:1:7']],
    [['{name}'], { name: '{id} $(rm) `x` "\n\t[2J' }, ['{id} $(rm) `x` "\n\t[2J']],
    ...['\0', '\x1b[2J', '\r', '\x7f', '\x9b2J'].map(
      (control): [readonly string[], PlaceholderValues, string] => [
        ...([['{name}'], { name: `a${control}` }] as const),
        'the name of this job has a control character',
      ],
    ),
    [['{id}', '{output}'], {}, 'this job has no output path'],
    [['{error}'], {}, 'this job has no error'],
    [['{error}'], { error: '\x1b[1;31ma\0\x1b[m\tb\x9b\r\n\x1b]0;c\x07' }, ['a\tb\n]0;c']],
    [['{error}'], { error: '\x1b[1m-rf' }, 'the error of this job begins with a dash, as options do'],
    [['{name}'], { name: '-rf' }, 'the name of this job begins with a dash, as options do'],
    [['--name={name}', './{name}'], { name: '-rf' }, ['--name=-rf', './-rf']],
    [['{error}'], { error: 'e'.repeat(200_000) }, ['e'.repeat(30_000)]],
  ])('of %j for a job with %j are made, or refused with the reason', (run, values, expected) => {
    expect(made(run, { ...given, ...values })).toEqual(expected);
  });
});

/** A database of which that many jobs failed. */
function database(name: string, failed: number, isIncluded: boolean): PicturedDatabase {
  return databaseRow(name, { counts: { ...noCounts, failed }, isIncluded, isListed: isIncluded });
}

const picture = (...databases: readonly PicturedDatabase[]): Picture => pictureOf([], { databases });

describe('the number of failures in databases that two pictures do not count', () => {
  it('is that of the other databases while one is shown alone', () => {
    const one = picture(database('shown', 1, true), database('other', 2, false));
    const two = picture(database('shown', 5, true), database('other', 4, false));
    expect(failedElsewhere(one, two)).toBe(2);
  });
});

describe('a map in the order of use', () => {
  it('keeps the entries used last, whatever was used how often', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(5), (uses, most) => {
        const entries = new Map<number, number>();
        for (const [time, key] of uses.entries()) putLast(entries, key, time);
        keepLast(entries, most);
        const wanted = [...new Set(uses.toReversed())].slice(0, most).reverse();
        expect([...entries]).toEqual(wanted.map((key) => [key, uses.lastIndexOf(key)]));
      }),
    );
  });
});
