import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { NamedView } from '../../lib/model/named-view.js';
import { recordProgress } from '../../lib/model/progress.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Size } from '../../lib/view/frame.js';
import { detailLinesOf, frameOf } from '../../lib/view/frame-of.js';
import { helpHeight, helpMatches } from '../../lib/view/help.js';
import { heightOf } from '../../lib/view/job/job-lines.js';
import { roomOf } from '../../lib/view/layout.js';
import { monitorSinksOf } from '../../lib/view/monitoring/monitor-parts.js';
import type { Emulator } from '../support/emulator.js';
import { now } from '../view/scene.js';
import { type Stage, stage } from '../widgets/stage.js';

/** The looks of golden screens. */
export const goldenAppearance: Appearance = {
  unicode: true,
  home: '/home/operator',
  databaseLabel: '/home/operator/.casparian_flow/casparian_flow.sqlite3',
  host: 'worker-1',
  keys: keymap,
};

let open: Stage | null = null;

/** For `afterEach`. */
export function closeStage(): void {
  open?.close();
  open = null;
}

/** What a terminal shows after these events; `views` are the configured ones. */
export async function screenAfter(
  events: readonly JobsEvent[],
  size: Size,
  look: Appearance = goldenAppearance,
  views: readonly NamedView[] = [],
): Promise<string> {
  return (await terminalAfter(events, size, look, views)).text();
}

/** The terminal after these events; it is there until the stage is closed. */
export async function terminalAfter(
  events: readonly JobsEvent[],
  size: Size,
  look: Appearance = goldenAppearance,
  views: readonly NamedView[] = [],
): Promise<Emulator> {
  const machine = new JobsStateMachine({
    views,
    heightOf,
    recordProgress,
    helpLines: (state) => helpHeight(look, size, state),
    helpMatches: (state, text) => helpMatches(look, size, state, text),
    detailLines: (state) => detailLinesOf(state, size, now, look),
    monitorSinks: (state) => monitorSinksOf(state, size, now),
  });
  machine.handle({ type: 'room', room: roomOf(size) });
  for (const event of events) machine.handle(event);
  closeStage();
  open = stage({ size, unicode: look.unicode });
  await open.show(frameOf(machine.state, size, now, look));
  return open.screen;
}
