import type { Command } from '../../lib/machine/state/event.js';
import { periodIn } from '../../lib/machine/state/list-panel.js';
import type { JobsState } from '../../lib/machine/state/state.js';
import type { Transition } from '../../lib/machine/transition.js';
import type { JobSort } from '../../lib/model/sort.js';

const told: readonly ((state: JobsState) => string)[] = [
  (each) => [...each.below, each.mode].join('>'),
  (each) => `job ${each.selection.index}`,
  (each) => `line ${each.viewport.selectedLine}`,
  (each) => (each.viewport.pinned ? 'pinned' : 'free'),
  (each) => `help ${each.helpTop} at ${each.helpChosen}`,
  helpSearchText,
  (each) => `detail ${each.detailId} at ${each.detailTop}`,
  (each) => (each.showPipeline ? 'pipeline' : 'no pipeline'),
  (each) => each.density,
  ({ viewChosen }) => (viewChosen === null ? 'no menu' : `view ${viewChosen}`),
  marksText,
  panelText,
  windowsText,
  logText,
  logPlace,
  (each) => (each.search === null ? 'no search' : `search "${each.search.text}"`),
  wanted,
  draftText,
  sortDraftText,
  columnsDraftText,
  ({ sort }) => `sorted ${sortWords(sort)}`,
  (each) => (each.question === null ? 'no question' : questionText(each)),
  filterText,
  (each) => (each.clearing ? 'clearing' : 'not clearing'),
  monitorText,
  (each) => `writing ${each.writing.map((order) => order.action).join(' ') || 'nothing'}`,
  (each) => (each.notice === null ? 'no notice' : `${each.notice.tone}: ${each.notice.text}`),
];

/** What a transition changed, in short words: `-` for nothing. */
export function outcomeOf(before: JobsState, after: Transition): string {
  return wordsOf(told, before, after, after.commands).join(', ') || '-';
}

/** What of some things a transition changed, and what it asks for. */
export function wordsOf(
  of: typeof told,
  before: JobsState,
  { state }: Transition,
  commands: readonly Command[] = [],
) {
  const changes = of.flatMap((say) => (say(before) === say(state) ? [] : [say(state)]));
  return [...changes, ...commands.map((command) => `+${command.type}`)];
}

function logPlace({ log }: JobsState): string {
  if (log === null) return 'no log';
  const line = log.piece?.lines.find(({ start }) => start === log.top.offset)?.text ?? 'unknown';
  const left = log.left === 0 ? '' : ` from column ${log.left}`;
  return `log ${log.following ? 'follows' : 'stands'} at ${line.split(' ')[0]}${left}`;
}

function logText({ log }: JobsState): string {
  const looks = `${log?.wrap ? 'wrapped ' : ''}${log?.timestamps === false ? 'without times ' : ''}`;
  const filter = typeof log?.filterTyped === 'string' ? ` filtered by "${log.filterTyped}"` : '';
  return `log ${looks}searched for "${log?.search?.text ?? ''}"${filter}`;
}

function wanted({ pending }: JobsState): string {
  if (pending === null) return 'there';
  if (pending.kind === 'match') return `to a match of "${pending.text}" ${pending.direction}`;
  if (pending.kind === 'new') return `to what is new since ${pending.since}`;
  return pending.kind === 'last' ? 'to the last' : `to ${pending.index}`;
}

function draftText({ draft }: JobsState): string {
  if (draft === null) return 'no draft';
  return `draft ${draft.types.size} types ${draft.statuses.size} statuses "${draft.text}" at row ${draft.row}${draft.typing ? ' typing' : ''}`;
}

function sortDraftText({ sortDraft }: JobsState): string {
  return sortDraft === null ? 'no sort draft' : `to sort ${sortWords(sortDraft)}`;
}

function columnsDraftText({ columnsDraft: draft }: JobsState): string {
  if (draft === null) return 'no columns draft';
  return `column ${draft.row} of ${draft.rows.filter((row) => draft.checked.has(row)).join()}`;
}

function sortWords({ by, reversed, failedFirst }: JobSort): string {
  return `by ${by}${reversed ? ' reversed' : ''}${failedFirst ? '' : ' mixed'}`;
}

function questionText({ question }: JobsState): string {
  return question === null
    ? ''
    : `${question.order.action} ${question.count}? ${question.yes ? 'yes' : 'no'}`;
}

function filterText({ filter }: JobsState): string {
  const types = filter.types?.length ?? 'all';
  const statuses = filter.statuses?.length ?? 'all';
  return `filter ${types} types ${statuses} statuses "${filter.name}"${filter.cause === undefined ? '' : ` cause ${filter.cause.key}`}${filter.worker === undefined ? '' : ` worker ${filter.worker}`}${filter.parser === undefined ? '' : ` parser ${filter.parser}`}${filter.database === undefined ? '' : ` database ${filter.database}`}${filter.cleared === null ? '' : ' but cleared'}`;
}

function monitorText({ monitor }: JobsState): string {
  const { periodMs, unit, focus, sinksSortedBy, sinksTop, paused, reset } = monitor;
  const held = `${paused === null ? '' : ' paused'}${reset === null ? '' : ' reset'}`;
  return `monitor ${periodMs / 60_000}m of ${unit} at ${focus} ${sinksTop}${sinksSortedBy === 'name' ? '' : ` by ${sinksSortedBy}`}${held}`;
}

function panelText({ panelPosition, panelSearch }: JobsState): string {
  const { key, index, top } = panelPosition;
  const at = key === null ? 'first row' : `row ${index} "${key}" from ${top}`;
  return panelSearch === null ? at : `${at} of "${panelSearch.text}"`;
}

function windowsText(state: JobsState): string {
  const of = (periodMs: number | null = null) => (periodMs === null ? 'all' : `${periodMs / 60_000}m`);
  return `workers of ${of(periodIn('WORKERS_PANEL', state))}, parsers of ${of(periodIn('PARSERS_PANEL', state))}`;
}

function helpSearchText({ helpSearch }: JobsState): string {
  return helpSearch === null
    ? 'no search in help'
    : `"${helpSearch.text}" ${helpSearch.isVain ? 'not ' : ''}in help${helpSearch.does ? ', to be done' : ''}`;
}

function marksText({ marked, allMarked }: JobsState): string {
  if (allMarked === null) return `marked ${[...marked.keys()].join(' ') || 'none'}`;
  return `marked all${allMarked.but.size === 0 ? '' : ` but ${[...allMarked.but].join(' ')}`}`;
}
