import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { recordProgress } from '../../lib/model/progress.js';
import type { NamedView } from '../../lib/model/saved-view.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { heightOf } from '../../lib/view/job/job-lines.js';
import { roomOf } from '../../lib/view/layout/layout.js';
import { logLookFor } from '../../lib/view/log/text-lines.js';
import { monitorSinksOf } from '../../lib/view/monitoring/monitor-parts.js';
import { detailLinesOf, frameOf } from '../../lib/view/screen/frame-of.js';
import { helpLook } from '../../lib/view/screen/help.js';
import type { Emulator } from '../support/emulator.js';
import { now } from '../view/scene.js';
import { berlin } from '../view/zones.js';
import { type Stage, stage } from '../widgets/stage.js';

/** The looks of golden screens. */
export const goldenAppearance: Appearance = {
  unicode: true,
  home: '/home/operator',
  databaseLabel: '/home/operator/.casparian_flow/casparian_flow.sqlite3',
  host: 'worker-1',
  localZone: berlin,
  keys: keymap,
};

let open: Stage | null = null;

/** For `afterEach`. */
export function closeStage(): void {
  open?.close();
  open = null;
}

/** What a terminal shows after these events, as text. */
export async function screenAfter(...given: Parameters<typeof frameAfter>): Promise<string> {
  return (await shownAfter(...given)).terminal.text();
}

/** The terminal after these events; it is there until the stage is closed. */
export async function terminalAfter(events: readonly JobsEvent[], size: Size): Promise<Emulator> {
  return (await shownAfter(events, size)).terminal;
}

/** A frame, and a terminal that shows it until the stage is closed. */
export interface Shown {
  readonly frame: Frame;
  readonly terminal: Emulator;
}

/** What a terminal is made to show after these events; `views` are the configured ones. */
export async function shownAfter(...given: Parameters<typeof frameAfter>): Promise<Shown> {
  const [, size, look = goldenAppearance] = given;
  const frame = frameAfter(...given);
  closeStage();
  open = stage({ size, unicode: look.unicode });
  await open.show(frame);
  return { frame, terminal: open.screen };
}

/** The state machine of a dashboard after these events. */
export function machineAfter(
  events: readonly JobsEvent[],
  size: Size,
  look: Appearance = goldenAppearance,
  views: readonly NamedView[] = [],
): JobsStateMachine {
  const machine = new JobsStateMachine({
    views,
    heightOf,
    recordProgress,
    helpLook: (state) => helpLook(look, size, state),
    detailLines: (state) => detailLinesOf(state, size, now, look),
    monitorSinks: (state) => monitorSinksOf(state, size, now),
    logLook: logLookFor(look),
  });
  machine.handle({ type: 'room', room: roomOf(size) });
  for (const event of events) machine.handle(event);
  return machine;
}

/** What the dashboard is given to draw after these events. */
export function frameAfter(...given: Parameters<typeof machineAfter>): Frame {
  const [, size, look = goldenAppearance] = given;
  return frameOf(machineAfter(...given).state, size, now, look);
}
