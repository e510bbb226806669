import { describe, expect, it } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { firstRequest, servesFor } from '../../../lib/machine/requests/picture-request.js';
import { defaultLineMetrics } from '../../../lib/machine/state/log-viewer.js';
import { defaultFilter } from '../../../lib/model/filter.js';
import { recordProgress } from '../../../lib/model/progress.js';
import { defaultPanel, type PanelChoice } from '../../../lib/model/saved-view.js';
import { roomOf } from '../../../lib/view/layout/layout.js';

function machineAt(rows: number, panel: PanelChoice): JobsStateMachine {
  const machine = new JobsStateMachine({
    heightOf: () => 2,
    recordProgress,
    detailLines: () => 10,
    monitorSinks: () => ({ visible: 5, lines: 30 }),
    logLook: defaultLineMetrics,
    panel,
  });
  machine.handle({ type: 'room', room: roomOf({ columns: 100, rows }) });
  return machine;
}

describe('the first request, made before there is a state', () => {
  it.each([16, 24, 40, 130])('serves for the request of the first state (%d rows)', (rows) => {
    const panels = [false, true].flatMap((showPipeline) =>
      (['comfortable', 'compact'] as const).map((density) => ({ ...defaultPanel, showPipeline, density })),
    );
    for (const panel of panels) {
      const request = machineAt(rows, panel).request();
      expect(servesFor(firstRequest(defaultFilter, panel, rows), request)).toBe(true);
    }
  });

  it('does not serve for another list, another part of it, or more jobs', () => {
    const early = firstRequest(defaultFilter, defaultPanel, 24);
    expect(servesFor(early, { ...early, filter: { ...defaultFilter, name: 'fix' } })).toBe(false);
    expect(servesFor(early, { ...early, pipeline: true })).toBe(false);
    expect(servesFor(early, { ...early, anchor: { kind: 'job', id: '1', index: 0 } })).toBe(false);
    expect(servesFor(early, { ...early, after: early.after + 1 })).toBe(false);
    expect(servesFor(early, { ...early, before: 5, after: early.after - 1 })).toBe(true);
  });
});
