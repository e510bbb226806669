import { adviceThere, isHostAddress } from '../hosts/address.js';
import type { Problem, ProblemCode } from '../model/problem.js';

/** What to do next, for commands that don't look again by themselves; null: as the problem itself says. */
const advice: Readonly<Record<ProblemCode, string | null>> = {
  missing: 'Check the path, or make an empty database with: jobs-view init PATH',
  empty: 'Check the path.',
  'not-a-file': 'Give the path of the SQLite file itself.',
  unreadable: 'Ask for read permission on the file and its folder.',
  'not-a-database': 'Check the path.',
  duckdb: 'Give the path of a SQLite database, such as state.sqlite in the same folder.',
  damaged: 'Run `PRAGMA integrity_check` on a copy, or restore it.',
  foreign: 'Check the path, or make a new database with: jobs-view init PATH',
  busy: 'Try again in a moment.',
  'no-memory': null,
  failed: 'Try again in a moment.',
  'no-link': 'Try again in a moment.',
  'no-access': null,
  'no-server': 'Try again in a moment.',
  locked: 'Try again in a moment.',
  'no-entry': null,
  silent: 'Check what serves it.',
};

/** A problem worded for a command that looks once and ends: it promises nothing that only a dashboard does. */
export function oneShot(problem: Problem): Problem {
  const sentence = problem.code === 'missing' ? 'There is no database here.' : problem.sentence;
  const next = advice[problem.code] ?? problem.advice;
  return {
    ...problem,
    sentence,
    advice: isHostAddress(problem.file) ? adviceThere(next, problem.file) : next,
  };
}
