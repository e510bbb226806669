import { wrappedWords } from '../../machine/modes/log/searching.js';
import type { LogViewer } from '../../machine/state/log-viewer.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Notice } from '../../machine/state/write-order.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Line, StyleName } from '../frame.js';
import { hintOf, hintParts, hintsLine } from '../layout/footer.js';
import { currentNotice, noticeLine, noticeRows } from '../layout/notice-line.js';
import { fitLine, type Part, rowLine, spansOf, widthOf } from '../text/line.js';
import { asciiOnly, sanitize } from '../text/sanitize.js';
import { fitMiddle } from '../text/width.js';
import { soughtPattern } from './text-lines.js';
import { ageOf, matchNumber } from './title.js';

/** The least width for what is typed. */
const leastTyped = 16;
/** The least width for hints beside a notice: the way back, the help, and another one. */
const leastHints = 36;

/** The line below the log, in exactly `width` cells: prompt, notice, problem, or the hints of the keys. */
export function logFooter(state: JobsState, width: number, context: ViewContext): Line {
  const { ellipsis } = context.glyphs;
  const row = (left: readonly Part[]) => rowLine({ left, right: [] }, width, ellipsis);
  if (state.mode === 'LOG_SEARCH') return promptLine(searchPrompt(state, context), state, width, context);
  if (state.mode === 'LOG_FILTER') {
    const prompt = { sign: '&', text: state.log?.filterTyped ?? '', answer: '', isWarning: false };
    return promptLine(prompt, state, width, context);
  }
  const search = state.log?.search;
  if (search?.phase === 'searching') {
    const text = `searching for \u201c${shownText(search.text, context)}\u201d${ellipsis}`;
    const stop = hintParts([{ keys: 'Esc', press: 'Escape', text: 'Stop' }], '  ');
    return row([
      { text, style: 'notice', fit: 'middle' },
      ...stop.map((each): Part => ({ ...each, style: 'dim' })),
    ]);
  }
  const notice = currentNotice(state.notice, context.here);
  if (notice !== null) return withHints(notice, state, width, context);
  const trouble = troubleParts(state.log, context);
  return trouble.length > 0 ? row(trouble) : hintsLine(context.keys, state, width);
}

/** A notice, and beside it as many hints as there is room for. */
function withHints(notice: Notice, state: JobsState, width: number, context: ViewContext): Line {
  const [first = []] = noticeRows(notice, width, 1, context);
  const room = width - widthOf(first) - 2;
  if (room < leastHints) return noticeLine(notice, width, context);
  return [...fitLine(spansOf(first), width - room), ...hintsLine(context.keys, state, room)];
}

/** What is typed, the sign before it, and what is said about it. */
interface Prompt {
  readonly sign: string;
  readonly text: string;
  readonly answer: string;
  readonly isWarning: boolean;
}

function searchPrompt({ log }: JobsState, context: ViewContext): Prompt {
  const search = log?.search ?? null;
  const answer = answerOf(search, log?.piece?.size ?? 0, context.glyphs.ellipsis);
  const { sign = '/', text = '' } = search ?? {};
  return { sign, text, answer, isWarning: search?.phase === 'none' };
}

/** `/what is typed█      not found  [Enter] Accept  [Esc] Cancel`. The typed text is shortened in its middle. */
function promptLine(prompt: Prompt, state: JobsState, width: number, context: ViewContext): Line {
  const { cursor, ellipsis } = context.glyphs;
  const hints = hintsOf(state, context);
  const versions = faultVersions(prompt.text).flatMap((fault): (readonly Part[])[] => {
    const text = [fault, prompt.answer].filter((words) => words !== '').join(', ');
    const parts = [part(text, prompt.isWarning || fault !== '' ? 'warning' : 'notice')];
    return [[...parts, ...hints], parts];
  });
  const right = versions.find((parts) => widthOf(parts) <= width - leastTyped) ?? versions.at(-1) ?? [];
  const room = width - widthOf(right) - 1;
  const clean = sanitize(prompt.text, 1000, { spaces: 'all' });
  const typed = fitMiddle(context.unicode ? clean : asciiOnly(clean), room - 2, ellipsis);
  const left = fitLine(
    [
      { text: prompt.sign, style: 'key' },
      { text: typed, style: 'strong' },
      { text: cursor, style: 'plain' },
    ],
    width - widthOf(right),
  );
  return fitLine([...left, ...spansOf(right)], width);
}

/**
 * Why what is typed is taken as plain text, the longest version first; empty if it is a valid expression, or plain
 * text anyway.
 */
function faultVersions(typed: string): readonly string[] {
  const fault = soughtPattern(typed)?.fault ?? null;
  return fault === null ? [''] : [`taken as text: ${fault}`, 'taken as text'];
}

function answerOf(search: LogViewer['search'], size: number, ellipsis: string): string {
  if (search === null || search.text === '') return '';
  switch (search.phase) {
    case 'searching':
      return `searching${ellipsis}`;
    case 'none':
      return 'not found';
    case 'found':
      return [matchNumber(search, size), search.wrapped ? wrappedWords[search.direction] : '']
        .filter((words) => words !== '')
        .join(', ');
    case 'idle':
      return '';
  }
}

function hintsOf(state: JobsState, context: ViewContext): readonly Part[] {
  const hints = context.keys
    .filter((key) => key.modes.includes(state.mode))
    .flatMap((key) => hintOf(key, state) ?? []);
  return hintParts(hints, '  ');
}

/** The problem, while an older piece of the log is shown. */
function troubleParts(log: LogViewer | null, context: ViewContext): readonly Part[] {
  if (log === null || log.trouble === null || ageOf(log, context.now) === null) return [];
  if (log.trouble.kind === 'none') return [part('The log is gone; this is the last of it', 'warning')];
  const { sentence, advice } = log.trouble.problem;
  return [
    { ...part(shownText(sentence, context), 'warning'), fit: 'middle' },
    { ...part(shownText(advice, context), 'plain'), before: ' ', fit: 'end', optional: true },
  ];
}

function part(text: string, style: StyleName): Part {
  return { text, style };
}
