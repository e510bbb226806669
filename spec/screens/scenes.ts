import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { databasesScenes } from './databases-scenes.js';
import { dialogScenes } from './dialog-scenes.js';
import type { Scenes } from './events.js';
import { forecastScenes } from './forecast-scene.js';
import { listScenes } from './list-scenes.js';
import { logScenes } from './log-scenes.js';
import { LogSession, workerLog } from './log-session.js';
import { logTailScenes } from './log-tail-scenes.js';
import { monitoringScenes } from './monitoring-scene.js';
import { parsersScenes } from './parsers-scene.js';
import { sortingScenes } from './sorting-scenes.js';
import { closeStage, frameAfter, goldenAppearance, type Shown, shownAfter } from './stage-machine.js';
import { views, viewsScenes } from './views-scenes.js';
import { workersScenes } from './workers-scene.js';

const scenes: Scenes = {
  ...{ ...listScenes, ...dialogScenes, ...databasesScenes, ...forecastScenes, ...logTailScenes },
  ...{ ...monitoringScenes, ...parsersScenes, ...sortingScenes, ...workersScenes },
};

/** Every scene: what an operator may have before them. */
export const sceneNames: readonly string[] = [scenes, viewsScenes, logScenes].flatMap(Object.keys);

/** The size at which every scene has a golden file. */
export const usualSize: Size = { columns: 80, rows: 24 };

/** The others that each scene must stand, the smallest first. */
export const otherSizes: readonly Size[] = [
  { columns: 60, rows: 16 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];

/**
 * The scenes that have a golden file at the smallest size too: one of each way in which a part of the screen is laid out by
 * the room there is (columns come and go, boxes turn into lines, texts are wrapped). All others are laid out like one of
 * these; what must hold for them at every size is in every-size.long.spec.ts.
 */
const layouts: readonly string[] = [
  ...'3.1-default-view compact pipeline detail-failed-parse log-viewer-stopped filter-dialog-counts help'.split(
    ' ',
  ),
  ...'monitoring causes workers parsers databases-panel'.split(' '),
];

/** Those of them that have more room laid out in another way, and those again beyond 120 columns. */
const panelsOfRows = ['causes', 'workers', 'parsers', 'databases-panel'];
const broad = ['3.1-default-view', 'compact', 'help', 'monitoring', ...panelsOfRows];
const wide = ['3.1-default-view', 'compact', 'help'];

/** The scenes that have a golden file at a size other than the usual one. */
export const layoutsAt = ({ columns }: Size): readonly string[] =>
  columns > 120 ? wide : columns > usualSize.columns ? broad : layouts;

/** A scene as it is compared with a golden file. */
export interface Golden {
  readonly scene: string;
  readonly size: Size;
  readonly unicode: boolean;
}

/** Screens that are unlike any other: in ASCII, and where there is room for less, or for nothing. */
const special: readonly Golden[] = [
  ...['3.1-default-view', 'monitoring', 'log-viewer-letters'].map((scene) => ({
    ...{ scene, size: usualSize, unicode: false },
  })),
  { scene: 'sorted-and-filtered', size: { columns: 60, rows: 16 }, unicode: true },
  { scene: 'pipeline-backlog', size: { columns: 60, rows: 40 }, unicode: true },
  { scene: '3.1-default-view', size: { columns: 59, rows: 16 }, unicode: true },
  { scene: 'beside', size: { columns: 160, rows: 30 }, unicode: true },
];

/** All comparisons with golden files of screens. */
export const goldens: readonly Golden[] = [
  ...sceneNames.map((scene) => ({ scene, size: usualSize, unicode: true })),
  ...otherSizes.flatMap((size) => layoutsAt(size).map((scene) => ({ scene, size, unicode: true }))),
  ...special,
];

/** The name of a golden file, without its ending. */
export function nameOf({ scene, size, unicode }: Golden): string {
  return `${scene}${unicode ? '' : '-ascii'}-${size.columns}x${size.rows}`;
}

/** The frame of a scene, after some more events. */
export function frameOfScene({ scene, size, unicode }: Golden, more: readonly JobsEvent[] = []): Frame {
  const look = { ...goldenAppearance, unicode };
  return scene in logScenes
    ? logSession(scene, size, look).frame()
    : frameAfter(...eventsOf(scene, size, look, more));
}

let session: LogSession | null = null;

/** Draws a scene; the terminal shows it until the next one is drawn, or {@link closeScene}. */
export async function shownOf({ scene, size, unicode }: Golden): Promise<Shown> {
  const look = { ...goldenAppearance, unicode };
  closeScene();
  if (!(scene in logScenes)) return shownAfter(...eventsOf(scene, size, look));
  session = logSession(scene, size, look);
  await session.screen();
  return { frame: session.frame(), terminal: session.terminal };
}

function logSession(scene: string, size: Size, look: Appearance): LogSession {
  const begun = new LogSession(size, workerLog(), look).select('running').keys('l');
  logScenes[scene]?.(begun);
  return begun;
}

function eventsOf(
  scene: string,
  size: Size,
  look: Appearance,
  more: readonly JobsEvent[] = [],
): Parameters<typeof frameAfter> {
  const events = scenes[scene] ?? viewsScenes[scene];
  if (events === undefined) throw new Error(`There is no scene ${scene}.`);
  return [[...events, ...more], size, look, scene in viewsScenes ? views : []];
}

/** For `afterAll` or `afterEach`. */
export function closeScene(): void {
  session?.close();
  session = null;
  closeStage();
}
