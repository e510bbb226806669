import { describe, it } from '@jest/globals';
import type { StyleName } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { linesOf } from '../view/scene.js';
import { frameOfScene, sceneNames, usualSize } from './scenes.js';

/** Styles whose colour says something by itself. */
const telling: readonly StyleName[] = [
  ...(['complete', 'failed', 'running', 'queued', 'cancelled'] as const),
  ...(['warning', 'notice', 'error', 'focus', 'match', 'matchHere'] as const),
];

describe('the colour of a word', () => {
  it('is that of the golden file, which has the words of all scenes by their style', () => {
    const words = new Map(telling.map((style) => [style, new Set<string>()]));
    const lines = sceneNames
      .flatMap((scene) => linesOf(frameOfScene({ scene, size: usualSize, unicode: true })))
      .flatMap((part) => part.lines);
    for (const { text, style } of lines.flat())
      for (const word of text.match(/[^\s─═│┌┐]+/g) ?? []) words.get(style)?.add(word);
    const wrapped = (known: Set<string>) =>
      [...known]
        .sort()
        .join(' ')
        .replace(/(.{1,108})( |$)/g, '  $1\n');
    expectGolden('colors', [...words].map(([style, known]) => `${style}:\n${wrapped(known)}`).join('\n'));
  });
});
