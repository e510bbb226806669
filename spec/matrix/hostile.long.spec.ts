import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { machineAfter } from '../screens/stage-machine.js';
import { drawn, now } from '../view/scene.js';
import { stage } from '../widgets/stage.js';
import { hostileScenes } from './hostile-scenes.js';
import { cleaned, hostilePieces, poisoned, textsOf, withTexts } from './hostile-text.js';

const size: Size = { columns: 160, rows: 70 };

const defaultLineMetrics: Appearance = {
  ...{ unicode: true, home: '/home/operator', databaseLabel: '/data/Database-label', host: 'Host' },
  keys: keymap,
};

/** The keymap is ours; the rest of the looks comes from outside. */
function look(unicode: boolean, change: (text: string) => string): Appearance {
  const { keys, unicode: _, ...outside } = defaultLineMetrics;
  return { keys, unicode, ...withTexts(outside, change) };
}

function frameAfter(events: readonly JobsEvent[], appearance: Appearance, degraded: string): Frame {
  return frameOf(machineAfter(events, size, appearance).state, size, now, appearance, degraded);
}

/** What a terminal gets and then shows. */
async function shown(frame: Frame, unicode: boolean) {
  const open = stage({ size, unicode, title: true });
  try {
    const bytes = await open.show(frame);
    return { bytes, text: open.screen.text(), state: open.screen.state };
  } finally {
    open.close();
  }
}

/** What the dashboard itself sends to a terminal: moves, colours, erasing to the end, and the title. */
const ownSequence = /\x1b\[[\d;]*[HCGKABDJm]|\x1b[DEM]|\x1b\]2;[^\p{Cc}]*\x07|[\r\n]/gu;

/** The frame's text without the copy view's commands, and its line that something can't be shown: both differ. */
const withoutCommands = (frame: Frame) =>
  drawn(frame)
    .replace(/^(It holds characters that cannot be shown|A wider window shows|scp|ssh|cd) .*$/gmu, '')
    .replace(/\n[ \n]*\n/g, '\n');

/** The rows of a text that have no gauge and no curve. */
function rowsBesideFigures(text: string, frame: Frame): string[] {
  const figures = [...(frame.gauges ?? []), ...(frame.sparklines ?? [])].map(({ rect }) => rect);
  const isBeside = (row: number) => figures.every(({ top, height }) => row < top || row >= top + height);
  return text.split('\n').filter((_, row) => isBeside(row));
}

const scenes = Object.entries(hostileScenes);
const details = scenes
  .map(([name]) => /^the details, (\w+) (\w+)$/.exec(name))
  .filter((found) => found !== null);
const [statuses, types] = [1, 2].map((part) => [...new Set(details.map((found) => found[part]))]) as [
  string[],
  string[],
];

/**
 * All screens, but of the details in each round one for each status, with another type in each: in five rounds all of
 * them.
 */
function scenesIn(round: number): typeof scenes {
  const chosen = statuses.map((status, at) => `${status} ${types[(at + round) % types.length]}`);
  const isChosen = (name: string) => chosen.some((each) => name === `the details, ${each}`);
  return scenes.filter(([name]) => !name.startsWith('the details, ') || isChosen(name));
}

const kinds = Object.entries(hostilePieces).map(([name, pieces], at) => [name, pieces, at] as const);

describe.each(kinds)('a text that %s', (_, pieces, at) => {
  // A path ends after its last slash, whatever is around that.
  const slashless = pieces.filter((piece) => !/[/\\]/.test(piece));
  const poison = (text: string) => poisoned(text, slashless);
  const clean = (text: string) => cleaned(poisoned(text, slashless));
  it.each([
    ['Unicode', true, 2 * at],
    ['ASCII', false, 2 * at + 1],
  ] as const)('is drawn like its clean form, on every screen, in %s', async (_, unicode, round) => {
    // A line of a log may go back over itself, as a worker's progress does.
    const isOverwriting = slashless.some((piece) => /[\r\b]/.test(piece));
    for (const [name, events] of scenesIn(round)) {
      if (isOverwriting && /log/.test(name)) continue;
      const [hostile, reference] = [poison, clean].map((change) =>
        frameAfter(withTexts(events, change), look(unicode, change), change('Hampered')),
      ) as [Frame, Frame];
      expect({ name, drawn: withoutCommands(hostile) }).toEqual({ name, drawn: withoutCommands(reference) });
      expect({ name, title: hostile.title }).toEqual({ name, title: reference.title });
    }
  });
});

it('the scenes have every detail panel in five rounds, with every status and type in each', () => {
  expect(new Set([0, 1, 2, 3, 4].flatMap((round) => scenesIn(round).map(([name]) => name)))).toEqual(
    new Set(scenes.map(([name]) => name)),
  );
  expect([statuses.length * types.length, statuses.length >= types.length]).toEqual([details.length, true]);
});

describe('a screen with hostile texts in it', () => {
  const groups = Object.values(hostilePieces);
  /** Another kind for each text and round, the same one wherever the text is. */
  const poisonIn = (round: number) => (text: string) => {
    const sum = [...text].reduce((codes, character) => codes + character.charCodeAt(0), round);
    return poisoned(text, groups[sum % groups.length] ?? []);
  };

  it.each(scenes)('%s: sends only the dashboard’s own sequences, and shows its frame', async (_, events) => {
    for (const round of [0, 1]) {
      const poison = poisonIn(round);
      const unicode = round === 0;
      const frame = frameAfter(withTexts(events, poison), look(unicode, poison), poison('Hampered'));
      const { bytes, text, state } = await shown(frame, unicode);
      expect(bytes.replace(ownSequence, '')).not.toMatch(/\p{Cc}/u);
      expect(rowsBesideFigures(text.trimEnd(), frame)).toEqual(
        rowsBesideFigures(drawn(frame).trimEnd(), frame),
      );
      expect(state).toMatchObject({ title: frame.title, mouse: 'none', alternateScreen: false });
    }
  });

  it('has each text from outside on some scene, or leaves it out on purpose', () => {
    const screens = scenes
      .map(([, events]) => drawn(frameAfter(events, defaultLineMetrics, 'Hampered')))
      .join('\n');
    const outside = [...new Set(textsOf([scenes.map(([, events]) => events), 'Database-label', 'Hampered']))];
    const hidden = outside.filter((text) => !screens.includes(text.split('\n')[0] ?? ''));
    // Our own key into the catalogue of files, and what a write compares the row with.
    expect(hidden).toEqual(['Version-id', 'Worker-mark']);
  });
});
