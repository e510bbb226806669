import type { FaultyFile } from '../fault.js';
import { index } from './checks.js';

const checks = ['spec/snapshot/index/ordered-jobs', 'spec/snapshot/index/changing-leaves', ...index];
const sorted = ['spec/snapshot/index/ordered-jobs', 'spec/snapshot/index/sorting/any-rows'];

/** The orders of the list, in the index and by SQL. */
export const snapshotOrder: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/list-order.ts',
    checks,
    faults: [
      {
        before: 'shifted(starts[other] ?? 0) - shifted(starts[one] ?? 0) ||',
        after: 'shifted(starts[one] ?? 0) - shifted(starts[other] ?? 0) ||',
      },
      { before: "status === 'running' ? 1 : 2", after: "status === 'running' ? 2 : 1" },
      { before: 'isMissing(start) ? noStart : start', after: 'start' },
      { before: 'isRanked ? ranks : noRanks', after: 'ranks' },
      { before: 'if (lacks !== 0) return lacks;', after: 'if (lacks !== 0) return isUp ? -lacks : lacks;' },
      { before: '+ (lacks ? 1 : 0)', after: '' },
      { before: 'values * groups <= 2 ** 32', after: 'true' },
      { before: 'values * groups <= 2 ** 32', after: 'values <= 2 ** 32' },
      { before: '(most - least) / unit + 1', after: '(most - least) / unit' },
      { before: 'rankOf === noRanks ? 1 : 3', after: '1' },
      { before: 'areSeconds ? second : 1', after: 'second' },
      { before: 'high[index] = group * highs + upper', after: 'high[index] = group + upper' },
      { before: 'bitsOf(highs * groups - 1)', after: 'bitsOf(highs)' },
      { before: 'isUp ? value - least : most - value', after: 'isUp ? value : most - value' },
      {
        before: "sort.by === 'start' ? slots : sortByWords(",
        after: "sort.by !== 'start' ? slots : sortByWords(",
      },
      { before: 'isRanked ? slots : byStart(', after: '!isRanked ? slots : byStart(' },
      { before: 'later === 0 && (ids', after: 'later === 0 && -(ids' },
    ],
  },
  {
    file: 'lib/snapshot/index/word-sort.ts',
    checks: ['spec/snapshot/index/word-sort', ...checks],
    faults: [
      { before: "of ['low', 'high'] as const", after: "of ['high'] as const" },
      {
        before: 'digit < digits; digit += 1) {\n      if',
        after: 'digit < digits - 1; digit += 1) {\n      if',
      },
      { before: "low: by === 'low', high", after: 'low: false, high' },
      { before: 'high: used.high > 0', after: 'high: false' },
      { before: 'const digits = ceil(used[by] / most)', after: 'const digits = Math.floor(used[by] / most)' },
      {
        before: 'if (begins.includes(keys.length)) return false;',
        after: 'if (begins.includes(keys.length - 1)) return false;',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/sort-values.ts',
    checks: sorted,
    faults: [
      { before: 'end === beforeAllTimes ? noValue : end', after: 'end' },
      { before: 'duration > 0 ? duration : noValue', after: 'duration' },
      { before: 'return latestTime - start;', after: 'return start;' },
      { before: 'bytes === 0 ? noValue : ', after: '' },
      { before: 'min(bytes, Number.MAX_SAFE_INTEGER)', after: 'bytes' },
    ],
  },
  {
    file: 'lib/snapshot/index/merged-jobs.ts',
    checks: sorted,
    faults: [
      { before: 'Math.min(place + next, end) - shown', after: 'place + next - shown' },
      { before: 'middle < position) low', after: 'middle <= position) low' },
      { before: 'among + (this.#places[among] ?? 0)', after: 'this.#places[among] ?? 0' },
    ],
  },
  {
    file: 'lib/snapshot/index/kept-lists.ts',
    checks: ['spec/snapshot/index/changing-leaves', 'spec/snapshot/index/sorting/kept', ...index],
    faults: [
      {
        before: 'putLast(this.#lists, own, list);',
        after: 'this.#lists.set(own, list);',
      },
      {
        before: 'if (!(error instanceof OutOfOrder)) throw error;\n        this.#lists.delete(name);',
        after: 'if (!(error instanceof OutOfOrder)) throw error;',
      },
      { before: 'const own = key + name;', after: 'const own = name;' },
    ],
  },
  {
    file: 'lib/snapshot/lists/inserted.ts',
    checks: ['spec/snapshot/lists/inserted'],
    faults: [
      { before: 'placesUpTo(places, from - 1)', after: 'placesUpTo(places, from)' },
      {
        before: 'own + low === shown ? own : shown - low',
        after: 'own + low === shown ? own + 1 : shown - low',
      },
      { before: '(places[middle] ?? 0) <= position', after: '(places[middle] ?? 0) < position' },
    ],
  },
  {
    file: 'schema/fragments/sorted.sql',
    checks: ['spec/snapshot/index/sorting/any-rows'],
    faults: [
      { before: 'value IS NULL,\n', after: '' },
      { before: 'started DESC,', after: 'started,' },
      { before: 'job_id DESC', after: 'job_id' },
    ],
  },
  {
    file: 'schema/fragments/sort_value.sql',
    checks: ['spec/snapshot/queries/sorted-window'],
    faults: [
      { before: ':now - fragment.started_ms', after: ':now + fragment.started_ms' },
      { before: 'WHEN fragment.end_ms > fragment.started_ms THEN', after: 'WHEN TRUE THEN' },
      { before: "NULLIF(lower(fragment.job_name), '')", after: "NULLIF(fragment.job_name, '')" },
      { before: "WHEN 'queued' THEN NULL", after: "WHEN 'held' THEN NULL" },
    ],
  },
  {
    file: 'schema/fragments/sort_rank.sql',
    checks: ['spec/snapshot/index/sorting/any-rows', 'spec/snapshot/queries/window'],
    faults: [
      { before: 'THEN 1 ELSE 0 END', after: 'THEN 0 ELSE 0 END' },
      { before: 'ELSE 0\nEND', after: 'ELSE fragment.job_rank\nEND' },
    ],
  },
];
