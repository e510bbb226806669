import { describe, expect, it } from '@jest/globals';
import { defaultFilter, type JobFilter } from '../../lib/model/filter.js';
import { defaultSort } from '../../lib/model/sort.js';
import type { ListedWorkers } from '../../lib/model/worker.js';
import { rowLine, textOf } from '../../lib/view/text/line.js';
import { choiceText, filterWords } from '../../lib/view/words/filter-words.js';
import { contextWith, pictureOf, sceneJobs, stateWith } from './scene.js';
import { berlin } from './zones.js';

const clock = (text: string) => ({ kind: 'clock', text }) as const;
const hours = (count: number) => ({ kind: 'ago', ms: count * 3_600_000 }) as const;

describe('the label of all marked jobs', () => {
  const database = (name: string, isListed: boolean) => ({
    ...{ name, path: name, asOf: null, counts: null, troubles: null, problem: null },
    ...{ isListed, isIncluded: isListed },
  });
  const said = (but: readonly string[], listed: readonly boolean[], jobs = sceneJobs) => {
    const databases = listed.map((isListed, index) => database(`db${index}`, isListed));
    const picture = pictureOf(jobs, listed.length === 0 ? {} : { databases });
    const state = stateWith({ allMarked: { but: new Set(but) }, connection: { kind: 'live', picture } });
    return filterWords(state, picture, contextWith({}))
      .map(({ text }) => text)
      .join('');
  };

  it('names how many databases they are in, where not all can be read', () => {
    expect(said([], [])).toMatch(/^all \d+ marked$/);
    expect(said([], [true, true])).toMatch(/^all \d+ marked$/);
    expect(said([], [true, false, true, false])).toMatch(/^all \d+ marked in 2 of 4 databases$/);
    expect(said(['1'], [true, false])).toMatch(/^\d+ marked$/);
    expect(said([], [], sceneJobs.slice(0, 1))).toBe('all marked: 1 job');
  });
});

describe('the label of a filter', () => {
  const hostile = 'a\x1b[2Jb\x9bc\u202ed';

  it.each<Partial<JobFilter>>([
    ...[{ name: hostile }, { text: hostile }, { ids: [hostile, '7'] }, { worker: hostile }],
    ...[{ worker: `=${hostile}` }, { parser: hostile }, { version: hostile }, { database: hostile }],
    { cause: { key: null, text: hostile } },
    { columns: [{ column: 'args.user', sign: ':', value: hostile }] },
  ])('has each part of it, without control characters: %j', (part) => {
    const filter = { ...defaultFilter, ...part };
    const state = stateWith({ filter, listedBy: filter });
    const words = filterWords(state, pictureOf(sceneJobs), contextWith({})).map(({ text }) => text);
    expect(words.join('')).toMatch(/^Filter[ -~]*ab[ -~]*$/);
  });
});

it.each<[Partial<JobFilter>, string]>([
  [{ since: hours(12) }, 'in the last 12h'],
  [{ since: hours(2), until: hours(1) }, 'between 2h and 1h ago'],
  [{ since: { kind: 'at', ms: 0 }, until: hours(1) }, 'since 1970-01-01 UTC, over 1h ago'],
  [{ since: clock('16:40+02:00') }, 'since yesterday 14:40 UTC'],
  [{ since: clock('03:00'), until: clock('03:00') }, 'since 03:00 UTC, until 03:00 UTC'],
  [{ since: clock('monday'), until: clock('03:00:05') }, 'since 2026-01-12 00:00 UTC, until 03:00:05 UTC'],
])('a filter by time says of which time: %j', (part, words) => {
  expect(choiceText({ ...defaultFilter, statuses: [], ...part }, contextWith())).toContain(words);
});

it('a filter by time says it as the clocks show it that the screen goes by', () => {
  const said = (part: Partial<JobFilter>) =>
    choiceText({ ...defaultFilter, statuses: [], ...part }, { ...contextWith(), zone: berlin });
  expect(said({ since: clock('16:40+02:00') })).toContain('since yesterday 15:40 CET');
  expect(said({ since: { kind: 'at', ms: Date.UTC(2025, 6, 1, 8) } })).toContain(
    'since 2025-07-01 10:00 CEST',
  );
});

it('a filter that names jobs says of which status only where that is not every one', () => {
  const said = (statuses: JobFilter['statuses']) =>
    choiceText({ ...defaultFilter, ids: ['7'], statuses }, contextWith());
  expect([null, ['failed' as const]].map(said)).toEqual(['job 7', 'failed, job 7']);
});

describe('the label of a filter above the causes', () => {
  it.each([
    [null, []],
    [['parse' as const], ['Filter', 'parse']],
  ])('names only what the causes are counted by: %j', (types, words) => {
    const filter = {
      ...defaultFilter,
      types,
      statuses: ['failed'],
      cause: { key: 'k', text: 'KeyError' },
    } as const;
    const state = stateWith({ mode: 'CAUSES_PANEL', filter });
    const said = filterWords(state, pictureOf(sceneJobs), contextWith({}));
    expect(said.map(({ text }) => text)).toEqual(words);
  });
});

it.each(['WORKERS_PANEL', 'PARSERS_PANEL', 'ACTIVITY_PANEL'] as const)(
  'the label of a filter is not above %s, which does not go by it, except for a database and for marks',
  (mode) => {
    const said = (part: Partial<JobFilter>, marked = new Map()) => {
      const filter = { ...defaultFilter, statuses: ['running' as const], ...part };
      const sort = { ...defaultSort, by: 'duration' as const };
      const state = stateWith({ mode, filter, listedBy: filter, sort, marked });
      return textOf(
        rowLine({ left: filterWords(state, pictureOf(sceneJobs), contextWith({})), right: [] }, 99, '~'),
      );
    };
    expect(said({}).trim()).toBe('');
    expect(said({ database: 'archive' }).trim()).toBe('Filter: database archive');
    expect(said({}, new Map(sceneJobs.slice(0, 2).map((job) => [job.id, job]))).trim()).toBe('2 marked');
  },
);

describe('the label of hidden jobs', () => {
  const cleared = { until: 0, except: [] };
  const counts = { queued: 4, running: 3, complete: 9, failed: 1, cancelled: 0, other: 2 };
  const rowOf = (given: Partial<JobFilter>, matching: number, width: number) => {
    const filter = { ...defaultFilter, cleared, ...given };
    const picture = pictureOf([], { counts, window: { first: 0, jobs: [], matching } });
    const state = stateWith({ filter, listedBy: filter, connection: { kind: 'live', picture } });
    const left = filterWords(state, picture, contextWith());
    return textOf(rowLine({ left, right: [] }, width, '…')).trimEnd();
  };

  it.each<[string, Partial<JobFilter>, number, string]>([
    ['the usual list', {}, 8, '7 hidden (X)'],
    ['done', { statuses: ['complete'] }, 2, 'Filter: done • 2 of 19 jobs • 7 hidden (X) • Backspace clears'],
    [
      'every status',
      { statuses: null },
      12,
      'Filter: every status • 12 of 19 jobs • 7 hidden (X) • Backspace clears',
    ],
    ['no hidden one', { statuses: ['complete'] }, 9, 'Filter: done • 9 of 19 jobs • Backspace clears'],
    ['failed', { statuses: ['failed'] }, 1, 'Filter: failed • 1 of 19 jobs • Backspace clears'],
    [
      'names',
      { name: 'fix' },
      2,
      'Filter: name "fix" • 2 of 19 jobs • completed hidden (X) • Backspace clears',
    ],
  ])('adds up with the other counts: %s', (_, given, matching, expected) => {
    expect(rowOf(given, matching, 200)).toBe(expected);
  });

  it('is the last thing that is cut', () => {
    const given = { statuses: ['complete'], name: 'a-name-that-is-rather-long' } as const;
    for (let width = 36; width < 100; width += 1)
      expect(rowOf(given, 2, width)).toContain('completed hidden (X)');
    expect(rowOf({ statuses: ['complete'] }, 2, 46)).toBe('Filter: done • 2 of 19 jobs • 7 hidden (X)');
  });
});

describe('the label of a filter by workers', () => {
  const said = (worker: string, listedWorkers?: ListedWorkers) => {
    const filter = { ...defaultFilter, worker };
    const picture = pictureOf(sceneJobs, listedWorkers === undefined ? {} : { listedWorkers });
    const state = stateWith({ filter, listedBy: filter, connection: { kind: 'live', picture } });
    return filterWords(state, picture, contextWith({}))
      .map(({ text, before = '' }) => before + text)
      .join('');
  };
  const listed = (...names: string[]) => ({ names, areMore: false });

  it.each<[string, ListedWorkers | undefined, string]>([
    ['=vm:7', undefined, 'worker vm:7 •'],
    ['vm', undefined, 'worker "vm" •'],
    ['vm', listed('vm:7'), 'worker "vm": vm:7 •'],
    ['vm', listed('vm:7', 'vm:8', '\u001b[2Jvm'), 'worker "vm": vm:7, vm:8, vm •'],
    ['vm', listed('a', 'b', 'c', 'd'), 'worker "vm": 4 workers •'],
    ['vm', { names: ['a', 'b'], areMore: true }, 'worker "vm": more than 2 workers •'],
    ['vm', listed(), 'worker "vm": no worker •'],
  ])('%j, which matches %j, contains: %s', (worker, workers, words) => {
    expect(said(worker, workers)).toContain(words);
  });
});
