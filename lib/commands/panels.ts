import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { everyJob } from '../model/filter.js';
import type { CountedPicture, PictureRequest } from '../model/picture.js';
import type { Looks } from '../terminal/capabilities.js';
import { contextOf, type ViewContext } from '../view/context.js';
import type { Line } from '../view/frame.js';
import { causeLines } from '../view/panels/causes-panel.js';
import { parserLines } from '../view/panels/parsers-panel.js';
import { workerLines } from '../view/panels/workers-panel.js';
import type { OnceWidth } from '../view/text-out/once.js';
import { causesJson, parsersJson, workersJson } from '../view/text-out/panels-json.js';
import { appearanceOf } from './appearance.js';
import { type Styled, textIn, widthIn } from './print.js';
import { type CommandDatabase, readOnce } from './read-once.js';
import { type NamedCommandDatabase, opened, readSeveral } from './read-several.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** Which panel's rows to print. */
export type Panel =
  /** Why those of the jobs that pass the choice failed. */
  | { readonly kind: 'causes'; readonly choice: FilterChoice }
  /** Who works, and how parsers do, in a period before now, ms; null: over all times. */
  | { readonly kind: 'workers' | 'parsers'; readonly periodMs: number | null };

/** A panel, and how to print it. */
export interface PanelOptions extends CommandDatabase {
  /** Several databases with their names, in place of the single one; null: only that one. */
  readonly several: readonly NamedCommandDatabase[] | null;
  readonly panel: Panel;
  readonly format: 'text' | 'json';
  /** Text is coloured only if `color` is `always`. */
  readonly looks: Looks;
}

interface Printing {
  readonly json: (picture: CountedPicture, path: string) => string;
  readonly lines: (picture: CountedPicture, width: OnceWidth, context: ViewContext) => readonly Line[];
}

const printing: Readonly<Record<Panel['kind'], Printing>> = {
  causes: { json: causesJson, lines: causeLines },
  workers: { json: workersJson, lines: workerLines },
  parsers: { json: parsersJson, lines: parserLines },
};

/**
 * Prints a panel's rows in its order, over all databases together, and returns the exit code: 0, or 1 with the reason
 * on stderr.
 */
export async function printPanel(options: PanelOptions, world: World, styled: Styled): Promise<number> {
  const { json } = printing[options.panel.kind];
  const { several } = options;
  const use = async (picture: CountedPicture) => {
    const text =
      options.format === 'json' ? json(picture, options.path) : textOf(picture, options, world, styled);
    await writeOut(world.output, [text, '\n']);
    return 0;
  };
  return several === null
    ? readOnce(options, requestOf(options), world, use)
    : readSeveral(opened(several, options.timeout), requestOf(options), world, use);
}

function requestOf({ panel, format }: PanelOptions): PictureRequest {
  const noJobs: PictureRequest = {
    filter: everyJob,
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: 0,
    failures: 0,
  };
  switch (panel.kind) {
    case 'causes':
      return {
        ...noJobs,
        filter: withChoice(everyJob, panel.choice),
        causes: { sampleOf: null, samples: format === 'json' },
      };
    case 'workers':
      return { ...noJobs, workers: { periodMs: panel.periodMs, of: null, jobs: 0 } };
    case 'parsers':
      return { ...noJobs, parsers: { periodMs: panel.periodMs, of: null } };
  }
}

function textOf(
  picture: CountedPicture,
  { panel, path, looks }: PanelOptions,
  world: World,
  styled: Styled,
): string {
  const width = widthIn(world);
  const size = { columns: width.columns, rows: Number.POSITIVE_INFINITY };
  const now = picture.asOf;
  const context = contextOf(appearanceOf(path, world, looks), { now, heldUntil: now, size });
  return textIn(printing[panel.kind].lines(picture, width, context), looks, world, styled);
}
