import { type JobFilter, jobsOfParser } from '../../model/filter.js';
import type { ParserRow } from '../../model/parsers.js';
import { pictureOf } from '../state/job-window.js';
import { chosenIndex } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, toClipboard } from '../transition.js';
import { backToListOf } from './relisting.js';

/** The parser version that keys act on; null if there is none. */
export function chosenParser(state: JobsState): ParserRow | null {
  const index = chosenIndex(state);
  return index === null ? null : (pictureOf(state.connection)?.parsers?.rows[index] ?? null);
}

/** The filter that lets through the failed jobs of a parser. */
export function failedOfParser({ filter }: JobsState, { name }: ParserRow): JobFilter {
  return { ...jobsOfParser(name, filter.cleared), statuses: ['failed'] };
}

/** Goes to the list, showing only the chosen parser's jobs. */
export function showParser(state: JobsState): Transition {
  const parser = chosenParser(state);
  if (parser === null) return goTo(state);
  return backToListOf(state, jobsOfParser(parser.name, state.filter.cleared));
}

/** Copies the chosen parser's name. */
export function copyParser(state: JobsState): Transition {
  const parser = chosenParser(state);
  if (parser === null) return goTo(state);
  return toClipboard(state, parser.name, 'name of the parser');
}
