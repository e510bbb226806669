import type { FaultyFile } from '../fault.js';

/** What keys do in which mode, and which of them the footer hints at. */
export const keymap: readonly FaultyFile[] = [
  {
    file: 'lib/machine/actions.ts',
    checks: ['spec/machine/modes/panel-switching', 'spec/machine/transition-table'],
    faults: [
      {
        before: 'if (isSidePanel(state.mode) && isSidePanel(mode)) return switchPanel(state, mode, view);',
        after: '',
      },
      {
        before: "mode === 'MONITORING_PANEL' || listPanels.some((panel) => panel === mode);",
        after: 'listPanels.some((panel) => panel === mode);',
      },
      {
        before: 'return enter(leave(state, view).state, mode, view);',
        after: 'return enter(back(state), mode, view);',
      },
      {
        before: 'if (state.mode === mode) return goTo(state);',
        after: '',
        harmless: 'no key opens the mode in which it is pressed',
      },
    ],
  },
  {
    file: 'lib/machine/keymap/job-list.ts',
    checks: ['spec/machine/modes/panel-switching', 'spec/view/footer-hints', 'spec/view/screen-edges'],
    faults: [
      {
        before: "listAnd(\n        'WORKERS_PANEL',",
        after: 'listAnd(',
      },
      {
        before: "listAnd('CAUSES_PANEL', 'WORKERS_PANEL', 'ACTIVITY_PANEL', 'DATABASES_PANEL')",
        after: "listAnd('CAUSES_PANEL', 'ACTIVITY_PANEL')",
      },
      { before: "return ['JOB_LIST', ...panels];", after: "return ['JOB_LIST', ...panels.slice(1)];" },
      { before: 'failed > 0 ? { ...hint, isKept: true } : hint', after: 'failed > 0 ? hint : hint' },
      { before: "noJobs(state) === null ? { keys: 's', text: 'Sort', rank: 7 } : null", after: '{}' },
      {
        before: '{ rank: 9, isSpare: true }',
        after: '{ rank }',
        harmless: 'only the order of hints in a panel, and which are left out first',
      },
    ],
  },
  {
    file: 'lib/machine/keymap/of-queue.ts',
    checks: ['spec/view/footer-hints'],
    faults: [
      { before: "if (state.connection.kind === 'down') return null;", after: '' },
      { before: "state.connection.kind === 'down'", after: "state.connection.kind !== 'live'" },
    ],
  },
  {
    file: 'lib/machine/keymap/everywhere.ts',
    checks: ['spec/view/footer-hints'],
    faults: [
      {
        before: "connection.kind === 'down' ? { keys: 'q'",
        after: "connection.kind !== 'live' ? { keys: 'q'",
      },
      { before: 'rank: isDialog ? 98 : 99', after: 'rank: isDialog ? 98 : 97' },
    ],
  },
];
