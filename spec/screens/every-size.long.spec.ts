import { describe, expect, it } from '@jest/globals';
import type { Frame, Line, Size } from '../../lib/view/frame.js';
import { textOf } from '../../lib/view/text/line.js';
import { drawn, unsoundIn } from '../view/scene.js';
import { frameOfScene, nameOf, otherSizes, sceneNames, usualSize } from './scenes.js';

const sizes: readonly Size[] = [usualSize, ...otherSizes];
const wider = otherSizes.filter(({ columns }) => columns > usualSize.columns);
const frames = new Map<string, Frame>();
function frameAt(scene: string, size: Size, unicode = true): Frame {
  const golden = { scene, size, unicode };
  const frame = frames.get(nameOf(golden)) ?? frameOfScene(golden);
  frames.set(nameOf(golden), frame);
  return frame;
}

const text = (lines: readonly Line[] = []) => lines.map(textOf).join('\n');
/** What a question, a dialog or a panel says: all but the list, which has fewer rows where there is less room. */
const said = ({ panel, dialog }: Frame) => `${text(panel?.lines)}\n${text(dialog?.lines)}`;
const keysIn = (what: string): readonly string[] => what.match(/\[[^\]]+\]/g) ?? [];
const found = (text: string, pattern: RegExp) => text.match(pattern) ?? [];

/** What is wrong with any scene at a size, each with the scene's name. */
function wrongIn(names: readonly string[], wrong: (scene: string) => readonly string[]): string[] {
  return names.flatMap((scene) => wrong(scene).map((what) => `${scene}: ${what}`));
}

const isOfLog = (scene: string) => scene.startsWith('log-viewer');

describe('a scene', () => {
  it.each(sizes)('has whole lines, as wide as they must be, at $columns×$rows', (size) => {
    const wrong = wrongIn(sceneNames, (scene) =>
      [true, false].flatMap((unicode) => unsoundIn(frameAt(scene, size, unicode), unicode)),
    );
    expect(wrong).toEqual([]);
  });

  it.each(otherSizes)('shows its selection and the keys of its question at $columns×$rows', (size) => {
    const wrong = wrongIn(sceneNames, (scene) => {
      const [usual, frame] = [frameAt(scene, usualSize), frameAt(scene, size)];
      const isAsked = frame.dialog || !frame.list;
      const answers = keysIn(text(usual.footer?.lines)).filter((key) =>
        (frame.dialog ? /^\[(Enter|Esc.*|y)\]$/ : /^\[Esc.*\]$/).test(key),
      );
      const wanted = [...keysIn(text(usual.dialog?.lines)), ...(isAsked ? answers : [])];
      const shown = drawn(frame);
      return [
        ...wanted.filter((key) => !shown.includes(key)).map((key) => `lacks ${key}`),
        ...(drawn(usual).includes('▸') && !shown.includes('▸') ? ['lacks ▸'] : []),
        ...(said(usual).includes('▸') && !said(frame).includes('▸')
          ? ['lacks ▸ in its panel or dialog']
          : []),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it.each(sizes)('has no cut figure and no text cut twice at $columns×$rows', (size) => {
    const wrong = wrongIn(
      sceneNames.filter((scene) => !isOfLog(scene)),
      (scene) => {
        const [usual, shown] = [drawn(frameAt(scene, usualSize)), drawn(frameAt(scene, size))];
        const cut = found(shown, /\w* \d[\d.,]*…/g).filter((figure) => {
          const longer = usual.indexOf(figure.slice(0, -1));
          return longer >= 0 && /^[\d.,]*[\d%a-zA-Z]/.test(usual.slice(longer + figure.length - 1));
        });
        return [...cut, ...found(shown, /.*… ?….*/g)];
      },
    );
    expect(wrong).toEqual([]);
  });

  it.each(wider)('has at $columns×$rows every word of its panels and dialogs at 80×24', (size) => {
    const wrong = wrongIn(
      sceneNames.filter((scene) => !isOfLog(scene)),
      (scene) => {
        const [usual, frame] = [frameAt(scene, usualSize), frameAt(scene, size)];
        if (usual.gauges || usual.sparklines) return [];
        const whole = said(frame);
        const words = said(usual)
          .split(/[\s│─┌┐└┘]+/)
          .filter((word) => !/…|^[▁-█▒╌]+$/.test(word));
        return words.filter((word) => !whole.includes(word));
      },
    );
    expect(wrong).toEqual([]);
  });
});
