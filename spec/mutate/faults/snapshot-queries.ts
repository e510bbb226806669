import type { FaultyFile } from '../fault.js';

const windows = [
  'spec/snapshot/queries/window',
  'spec/snapshot/queries/sorted-window',
  'spec/snapshot/queries/places',
];

/** What a picture is made of, and whether it comes from the index. */
export const snapshotQueries: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/queries/read-picture.ts',
    checks: ['spec/snapshot/index/no-scan'],
    faults: [
      { before: 'readPace({ database, shape, queue }', after: 'readPace({ database, shape, queue: null }' },
      {
        before: 'readPipeline({ database, shape, queue }',
        after: 'readPipeline({ database, shape, queue: null }',
      },
      {
        before: 'readClearing({ database, shape, queue }',
        after: 'readClearing({ database, shape, queue: null }',
      },
      {
        before: 'readCauses({ database, shape, queue }',
        after: 'readCauses({ database, shape, queue: null }',
      },
      {
        before: 'readParsers({ database, shape, queue }',
        after: 'readParsers({ database, shape, queue: null }',
      },
      { before: 'readSince({ database, shape, queue }', after: 'readSince({ database, shape, queue: null }' },
      { before: 'readRows({ database, shape, queue }', after: 'readRows({ database, shape, queue: null }' },
      { before: 'readMarks({ database, shape, queue }', after: 'readMarks({ database, shape, queue: null }' },
      {
        before: 'readRunning({ database, shape, queue }',
        after: 'readRunning({ database, shape, queue: null }',
      },
      { before: 'queue?.nextNew(jobs, wanted, until) ?? ', after: '' },
      { before: 'queue?.list(request.filter, apart.ids, sorting) ?? ', after: '' },
      { before: 'queue?.index.table() ?? null', after: 'null' },
    ],
  },
  {
    file: 'lib/snapshot/queries/first-jobs.ts',
    checks: ['spec/snapshot/first-picture', 'spec/postgres/first-window'],
    faults: [
      { before: 'for (const word of hasIndex ? words : [])', after: 'for (const word of [] as string[])' },
      { before: 'if (list.filter.statuses !== null) addByWords(otherWords);', after: '' },
      { before: "['FAILED', 'ERROR', 'RUNNING', 'STAGED']", after: "['RUNNING', 'STAGED']" },
      { before: "['FAILED', 'ERROR', 'RUNNING', 'STAGED']", after: "['FAILED', 'ERROR']" },
      { before: "if (places.size < limit) add('newest_jobs', {});", after: '' },
    ],
  },
  {
    file: 'lib/snapshot/queries/find-window.ts',
    checks: windows,
    faults: [
      { before: 'Math.max(0, at - before)', after: 'at - before' },
      { before: 'Math.min(matching, at + after)', after: 'at + after' },
      { before: 'size.matching - 1)) };', after: 'size.matching)) };' },
      { before: '(places[among] ?? 0) + among', after: 'places[among] ?? 0' },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-clearing.ts',
    checks: ['spec/snapshot/queries/clearing'],
    faults: [
      { before: 'until > asOf - clocksApart', after: 'until > asOf + clocksApart' },
      { before: 'until > asOf - clocksApart', after: 'until > 0' },
      { before: "...idsOf('running', counts.running), ", after: '' },
      { before: "idsOf('queued', nextInLine) : []", after: '[] : []' },
      { before: 'if (until === null) return null;', after: '' },
      { before: 'Math.max(0, matching - limit), matching', after: '0, Math.min(limit, matching)' },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-pipeline.ts',
    checks: ['spec/snapshot/queries/pipeline'],
    faults: [
      { before: 'Math.max(filesInCatalogue(database, shape), filesTotal)', after: 'filesTotal' },
      {
        before: 'Math.max(filesInCatalogue(database, shape), filesTotal)',
        after: 'filesInCatalogue(database, shape)',
      },
      { before: 'if (files > 0) return files;', after: 'return files;' },
      { before: 'failed: lost', after: 'failed: 0' },
      { before: 'queue === null || decoded ? null', after: 'queue === null ? null' },
      { before: "text?.includes('\\ufffd')", after: "text === '\\ufffd'" },
      { before: 'running.ids(0, 1)[0] ?? ', after: '' },
    ],
  },
];
