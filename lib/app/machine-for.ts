import { JobsStateMachine } from '../machine/jobs-state-machine.js';
import { recordProgress } from '../model/progress.js';
import type { Size } from '../view/frame.js';
import { heightOf } from '../view/job/job-lines.js';
import { logLookFor } from '../view/log/text-lines.js';
import { monitorSinksOf } from '../view/monitoring/monitor-parts.js';
import { panelLinesOf } from '../view/panels/open-panel.js';
import { detailLinesOf } from '../view/screen/frame-of.js';
import { helpHeight, helpMatches } from '../view/screen/help.js';
import type { AppPorts } from './ports.js';

/** The state machine of an app; it asks the view how long everything is on a screen of the current size. */
export function machineFor(
  { appearance, clock, filter, panel, seen, views }: AppPorts,
  sizeNow: () => Size,
): JobsStateMachine {
  return new JobsStateMachine({
    heightOf,
    recordProgress,
    helpLines: (state) => helpHeight(appearance, sizeNow(), state),
    helpMatches: (state, text) => helpMatches(appearance, sizeNow(), state, text),
    detailLines: (state) => detailLinesOf(state, sizeNow(), clock.now(), appearance),
    panelLines: panelLinesOf,
    monitorSinks: (state) => monitorSinksOf(state, sizeNow(), clock.now()),
    logLook: logLookFor(appearance),
    ...(filter === undefined ? {} : { filter }),
    ...(panel === undefined ? {} : { panel }),
    ...(seen === undefined ? {} : { seen }),
    ...(views === undefined ? {} : { views }),
  });
}
