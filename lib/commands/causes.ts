import { type FilterChoice, withChoice } from '../cli/filter-choice.js';
import { everyJob } from '../model/filter.js';
import type { CountedPicture, PictureRequest } from '../model/picture.js';
import type { Looks } from '../terminal/capabilities.js';
import { causesJson } from '../view/causes-json.js';
import { causeLines } from '../view/panels/causes-panel.js';
import { appearanceOf } from './appearance.js';
import { type Styled, textIn, widthIn } from './print.js';
import { readOnce } from './read-once.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** Of which failed jobs to print the causes, and how. */
export interface CausesOrder {
  readonly format: 'text' | 'json';
  readonly path: string;
  readonly choice: FilterChoice;
  /** Text is in colours only where they are `always` wanted. */
  readonly looks: Looks;
}

/** Prints why jobs failed, the most frequent cause first, and returns the exit code: 0, or 1 with the reason on stderr. */
export async function causes(order: CausesOrder, world: World, styled: Styled): Promise<number> {
  return readOnce(order.path, requestOf(order), world, async (picture) => {
    const text =
      order.format === 'json' ? causesJson(picture, order.path) : textOf(picture, order, world, styled);
    await writeOut(world.output, [text, '\n']);
    return 0;
  });
}

function requestOf({ choice, format }: CausesOrder): PictureRequest {
  return {
    filter: withChoice(everyJob, choice),
    anchor: { kind: 'index', index: 0 },
    before: 0,
    after: 0,
    failures: 0,
    causes: { sampleOf: null, samples: format === 'json' },
  };
}

function textOf(picture: CountedPicture, { path, looks }: CausesOrder, world: World, styled: Styled): string {
  const { columns, whole } = widthIn(world);
  const lines = causeLines(picture, columns, whole, appearanceOf(path, world, looks));
  return textIn(lines, looks, world, styled);
}
