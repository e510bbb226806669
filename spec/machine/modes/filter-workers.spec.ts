import { describe, expect, it } from '@jest/globals';
import { applyDraft, enterFilter, toggleInDraft } from '../../../lib/machine/modes/filtering.js';
import { initialState } from '../../../lib/machine/state/initial-state.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import {
  defaultFilter,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
} from '../../../lib/model/filter.js';

function opened(statuses: JobFilter['statuses']): JobsState {
  return enterFilter({ ...initialState(), mode: 'FILTER_DIALOG', filter: { ...defaultFilter, statuses } });
}

function toggled(state: JobsState, ...statuses: readonly ListedStatus[]): JobsState {
  let next = state;
  for (const status of statuses) {
    const row = listedTypes.length + listedStatuses.indexOf(status);
    if (next.draft !== null) next = toggleInDraft({ ...next, draft: { ...next.draft, row } });
  }
  return next;
}

const checked = ({ draft }: JobsState) => listedStatuses.filter((status) => draft?.statuses.has(status));
const applied = (state: JobsState) => applyDraft(state).state.filter.statuses;

describe('the filter dialog', () => {
  it('shows those whose worker is in trouble with the running jobs that they are', () => {
    expect(checked(opened(null))).toEqual(listedStatuses);
    expect(checked(opened(['running']))).toEqual(['gone', 'silent', 'running']);
    expect(checked(opened(['gone', 'failed']))).toEqual(['failed', 'gone']);
  });

  it('lets them follow the running jobs', () => {
    expect(checked(toggled(opened(['running', 'failed']), 'running'))).toEqual(['failed']);
    expect(checked(toggled(opened(['failed']), 'running'))).toEqual(['failed', 'gone', 'silent', 'running']);
  });

  it('asks for one of them alone', () => {
    const state = toggled(opened(['running']), 'silent');
    expect(checked(state)).toEqual(['gone']);
    expect(applied(state)).toEqual(['gone']);
    expect(applied(toggled(opened(['failed']), 'gone'))).toEqual(['failed', 'gone']);
  });

  it('asks for all that run as it did before there was such a thing', () => {
    expect(applied(opened(defaultFilter.statuses))?.toSorted()).toEqual(
      [...(defaultFilter.statuses ?? [])].sort(),
    );
    expect(applied(opened(null))).toBeNull();
    expect(
      applied(toggled(opened(['failed', 'complete', 'queued', 'cancelled', 'other']), 'running')),
    ).toBeNull();
  });
});
