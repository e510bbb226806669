import { describe, expect, it } from '@jest/globals';
import { transition } from '../../../lib/machine/events.js';
import type { JobsState, Mode } from '../../../lib/machine/state/state.js';
import type { Causes } from '../../../lib/model/causes.js';
import type { Picture } from '../../../lib/model/picture.js';
import { stateIn, viewMetrics } from '../transition-scene.js';

/** How many reads a picture leads to that answers what is asked for in a mode, but for what the case says. */
function readsAfter(mode: Mode, given: (picture: Picture, state: JobsState) => Partial<Picture>): number {
  const state = stateIn(mode);
  if (state.connection.kind !== 'live') throw new Error('no picture');
  const { picture } = state.connection;
  const next = { ...picture, ...given(picture, state) };
  const { commands } = transition(state, { type: 'picture', picture: next }, viewMetrics);
  return commands.filter(({ type }) => type === 'read').length;
}

const unread = (count: number) => (picture: Picture) => ({
  causes: { ...(picture.causes as Causes), unread: count },
});
const nothing = () => ({});

describe('a picture of a quiet database', () => {
  it.each<[string, Mode, (picture: Picture) => Partial<Picture>, number]>([
    ['with causes that are all read', 'CAUSES_PANEL', nothing, 0],
    ['with one failure whose cause is unread', 'CAUSES_PANEL', unread(1), 1],
    ['with unread causes while a search covers their panel', 'PANEL_SEARCH', unread(9), 1],
    ['with unread causes in the list', 'JOB_LIST', unread(9), 0],
    ['with unread causes in another panel', 'WORKERS_PANEL', unread(9), 0],
    ['that is older than the last one', 'JOB_LIST', () => ({ asOf: -1 }), 1],
    ['that is as old as the last one', 'JOB_LIST', () => ({ asOf: 0 }), 0],
    ['without the detail of the open panel', 'DETAIL_PANEL', nothing, 1],
    ['that says that the job of the open panel is gone', 'DETAIL_PANEL', () => ({ detail: null }), 0],
  ])('%s, in %s: the machine reads again only while something is missing', (_, mode, given, reads) => {
    expect(readsAfter(mode, given)).toBe(reads);
  });
});
