import type { Binding } from '../binding.js';

/** Keys of the detail panel that the list doesn't have. */
export const detailPanelKeys: readonly Binding[] = [
  {
    keys: ['PageDown', 'Ctrl-d', 'Space'],
    label: 'PgDn / Ctrl-d / Space',
    group: 'Detail panel',
    description: 'Page down',
    hint: { keys: 'PgDn', text: 'Scroll', rank: 3, scrolls: true },
    modes: ['DETAIL_PANEL'],
    action: { type: 'scroll', step: { kind: 'screens', by: 1 } },
  },
  {
    keys: ['PageUp', 'Ctrl-u'],
    label: 'PgUp / Ctrl-u',
    group: 'Detail panel',
    description: 'Page up',
    modes: ['DETAIL_PANEL'],
    action: { type: 'scroll', step: { kind: 'screens', by: -1 } },
  },
  {
    keys: ['g', 'Home'],
    label: 'g / Home',
    group: 'Detail panel',
    description: 'To the top',
    modes: ['DETAIL_PANEL'],
    action: { type: 'scroll', step: { kind: 'first' } },
  },
  {
    keys: ['G', 'End'],
    label: 'G / End',
    group: 'Detail panel',
    description: 'To the end',
    modes: ['DETAIL_PANEL'],
    action: { type: 'scroll', step: { kind: 'last' } },
  },
  {
    keys: ['Escape', 'Enter', 'q'],
    label: 'Esc / Enter / q',
    group: 'Detail panel',
    description: 'Back to the job list',
    hint: { keys: 'Esc/q', text: 'Back', rank: 1 },
    modes: ['DETAIL_PANEL'],
    action: { type: 'close' },
  },
];
