import { type Bind, pageKeys } from './bind.js';
import type { Binding, Hint } from './binding.js';
import { ofQueue } from './of-queue.js';
import { atLongestPanelPeriod, atShortestPanelPeriod, panelNotSearched, type Reason } from './reasons.js';

/** What differs between panels of rows, in the keys that all of them have. */
interface PanelWords {
  /** Keys that close it. */
  readonly closes: string;
  /** Why there is no row to act on; null if there is one. */
  readonly noRows: Reason;
  /** What a row is. */
  readonly noun: string;
}

/** Keys that every panel of rows has: to move, to search, to close it. */
export function panelKeys(bind: Bind, { closes, noRows, noun }: PanelWords): readonly Binding[] {
  const all = { unavailable: noRows };
  return [
    bind(
      closes,
      'Back to the job list',
      { type: 'close' },
      { hint: { keys: 'Esc/q', text: 'Back', rank: 1 } },
    ),
    bind(
      'j Down',
      `Next ${noun}`,
      { type: 'navigate', step: { kind: 'items', by: 1 } },
      { ...all, hint: { keys: 'j/k', text: 'Navigate', rank: 1 } },
    ),
    bind('k Up', `Previous ${noun}`, { type: 'navigate', step: { kind: 'items', by: -1 } }, all),
    ...pageKeys(bind, { all }),
    bind(
      '/ :',
      'Search',
      { type: 'open', mode: 'PANEL_SEARCH' },
      { ...all, shown: '/', hint: { keys: '/', text: 'Search', rank: 4 } },
    ),
    bind('n', 'Next match', { type: 'find-row', by: 1 }, { unavailable: panelNotSearched }),
    bind('N', 'Previous match', { type: 'find-row', by: -1 }, { unavailable: panelNotSearched }),
  ];
}

/** The key that goes from the chosen row to jobs; `text` is its hint. */
export function goToJobsKey(
  bind: Bind,
  description: string,
  { text }: Pick<Hint, 'text'>,
  unavailable: Reason,
): Binding {
  return bind(
    'Enter',
    description,
    { type: 'row', what: 'jobs' },
    { hint: { keys: 'Enter', text, rank: 2 }, unavailable },
  );
}

/** The key that retries what failed in the chosen row; `text` is its hint. */
export function retryRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'R A',
    description,
    { type: 'row', what: 'retry' },
    { hint: { keys: 'R', text, brief: 'Retry', rank: 3 }, unavailable },
  );
}

/** The key that copies the chosen row, or a part of it; `text` is its hint. */
export function copyRowKey(bind: Bind, description: string, text: string, unavailable: Reason): Binding {
  return bind(
    'y',
    description,
    { type: 'row', what: 'copy' },
    { hint: { keys: 'y', text, brief: 'Copy', rank: 5 }, unavailable },
  );
}

/** Keys of panels that look back over a period of time: these periods. */
export function periodKeys(bind: Bind, periods: string): readonly Binding[] {
  return [
    bind(
      '+ =',
      `Longer period: ${periods}`,
      { type: 'panel-period', by: 1 },
      {
        shown: '+',
        hint: ofQueue({ keys: '+/-', text: 'Period', rank: 3 }),
        unavailable: atLongestPanelPeriod,
      },
    ),
    bind(
      '- _',
      'Shorter period',
      { type: 'panel-period', by: -1 },
      { shown: '-', unavailable: atShortestPanelPeriod },
    ),
  ];
}
