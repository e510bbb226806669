import { describe, expect, it } from '@jest/globals';
import { defaultFilter, type JobFilter } from '../../lib/model/filter.js';
import type { ListedWorkers } from '../../lib/model/worker-filter.js';
import { filterWords } from '../../lib/view/filter-words.js';
import { contextWith, pictureOf, sceneJobs, stateWith } from './scene.js';

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

describe('the label of a filter above the causes', () => {
  it('names only what the causes are counted by', () => {
    const picture = pictureOf(sceneJobs);
    const said = (filter: Partial<JobFilter>) =>
      filterWords(
        stateWith({
          mode: 'CAUSES_PANEL',
          filter: {
            ...defaultFilter,
            statuses: ['failed'],
            cause: { key: 'k', text: 'KeyError' },
            ...filter,
          },
        }),
        picture,
        contextWith({}),
      ).map(({ text }) => text);
    expect(said({})).toEqual([]);
    expect(said({ types: ['parse'] })).toEqual(['Filter', 'parse']);
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
