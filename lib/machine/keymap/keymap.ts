import { sidePanels } from '../state/list-panel.js';
import type { Mode } from '../state/state.js';
import { actionKeys } from './actions.js';
import type { Binding } from './binding.js';
import {
  columnsDialogKeys,
  copyViewKeys,
  filterDialogKeys,
  questionKeys,
  sortDialogKeys,
  typingKeys,
  viewsDialogKeys,
} from './dialogs.js';
import { detailPanelKeys, everywhereKeys, helpKeys } from './everywhere.js';
import { jobListKeys } from './job-list.js';
import { listPanelKeys, panelRowsKeys, panelsKeys } from './list-panels.js';
import { logViewerKeys } from './log-viewer.js';
import { monitoringPanelKeys } from './monitoring-panel.js';

/** Every key of the program (behaviour 7), in the order in which help and docs/keys.md list them. */
export const keymap: readonly Binding[] = [
  ...jobListKeys,
  ...panelsKeys,
  ...actionKeys,
  ...detailPanelKeys,
  ...listPanelKeys,
  ...panelRowsKeys,
  ...logViewerKeys,
  ...monitoringPanelKeys,
  ...filterDialogKeys,
  ...sortDialogKeys,
  ...viewsDialogKeys,
  ...columnsDialogKeys,
  ...questionKeys,
  ...copyViewKeys,
  ...typingKeys,
  ...helpKeys,
  ...everywhereKeys,
];

/** The headings under which help and docs/keys.md list bindings, in this order. */
export const bindingGroups: readonly string[] = [...new Set(keymap.map(({ group }) => group))];

/** What a key does on a screen that is too small to show anything to act on; undefined if it does nothing. */
export function unseenBindingFor(key: string): Binding | undefined {
  return keymap.find((binding) => binding.unseen === true && binding.keys.includes(key));
}

/** What a key does in a mode, undefined if it does nothing. */
export function bindingFor(mode: Mode, key: string): Binding | undefined {
  return keymap.find((binding) => binding.modes.includes(mode) && binding.keys.includes(key));
}

/** The key that opens the help in a mode; null if none does. */
export function helpKeyIn(mode: Mode): string | null {
  const opening = keymap.find(
    ({ modes, action }) => modes.includes(mode) && action.type === 'open' && action.mode === 'HELP',
  );
  return opening?.keys[0] ?? null;
}

/** Panels that replace the list on the screen; keys that they don't have are looked up among the list's. */
const panels: readonly Mode[] = ['DETAIL_PANEL', ...sidePanels];

/**
 * What a key would do in the job list, for a panel that lies over it and doesn't have the key; undefined
 * elsewhere.
 */
export function listBindingFor(mode: Mode, key: string): Binding | undefined {
  return panels.includes(mode) ? bindingFor('JOB_LIST', key) : undefined;
}
