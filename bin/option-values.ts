import { InvalidArgumentError } from 'commander';
import { cursorsIn } from '../lib/cli/cursor.js';
import { idsIn, tookIn, whereIn } from '../lib/cli/filter-choice.js';
import { colorChoices, type OptionKind } from '../lib/cli/option-table.js';
import type { FollowSince } from '../lib/commands/follow.js';
import {
  jobStatusChoices,
  jobStatusesIn,
  listedStatusChoices,
  listedStatusesIn,
  typeChoices,
  typesIn,
} from '../lib/model/filter/filter-text.js';
import { durationIn, endIn, periodIn, pointInTimeIn } from '../lib/model/filter/point-in-time.js';
import { sortForms, sortIn } from '../lib/model/sort.js';

const pointForms = 'a duration such as 2h, or a time such as 16:40, yesterday or 2026-01-13T10:38:00Z';

/**
 * How an option's value is parsed, by its kind; null: it is taken as it is. The parsers throw on a wrong value.
 */
export const valueParsers: Readonly<Record<OptionKind, ((text: string) => unknown) | null>> = {
  flag: null,
  text: null,
  folder: null,
  file: null,
  count: wholeNumber,
  lines: (text) => (text.trim().toLowerCase() === 'all' ? 'all' : wholeNumber(text)),
  duration: (text) =>
    durationIn(text) ??
    refuse('It must be a duration such as 90s, 10m, 2h or 1h30m, or a number of seconds; at most 24 days.'),
  'point-in-time': (text) => pointInTimeIn(text) ?? refuse(`It must be ${pointForms}.`),
  'end-point': (text) => endIn(text) ?? refuse(`It must be ${pointForms}.`),
  took: (text) => tookIn(text) ?? refuse("It must be such as '>1h' or '<90s'."),
  where: (text) => accepted(whereIn(text)),
  cursor: (text) => cursorOrPointInTimeIn(text) ?? refuse(`It must be a cursor, ${pointForms}.`),
  period: (text) => periodIn(text) ?? refuse('It must be a duration such as 5m, 24h or 7d, or all.'),
  'listed-statuses': (text) =>
    listedStatusesIn(text) ?? refuse(`Allowed: ${listedStatusChoices.join(', ')}.`),
  'job-statuses': (text) =>
    jobStatusesIn(text) ??
    refuse(`Allowed: ${jobStatusChoices.join(', ')}; gone and silent jobs count as running.`),
  types: (text) => typesIn(text) ?? refuse(`Allowed: ${typeChoices.join(', ')}.`),
  ids: (text) => idsIn(text) ?? refuse('It must be ids of jobs, with commas between them.'),
  sort: (text) => sortIn(text) ?? refuse(`Allowed: ${sortForms}.`),
  when: (text) =>
    colorChoices.find((word) => word === text) ?? refuse(`Allowed: ${colorChoices.join(', ')}.`),
};

function cursorOrPointInTimeIn(text: string): FollowSince | null {
  const cursors = cursorsIn(text);
  return cursors === null ? pointInTimeIn(text) : { kind: 'cursor', cursors };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) refuse('It must be a whole number, 0 or more.');
  return number;
}

/** What a text says; refuses it if it is why it says nothing. */
function accepted<T>(value: T | string): T {
  return typeof value === 'string' ? refuse(value) : value;
}

function refuse(why: string): never {
  throw new InvalidArgumentError(why);
}
