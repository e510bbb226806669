import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { causesPanel } from '../../lib/view/panels/causes-panel.js';
import { textOf } from '../../lib/view/text/line.js';
import { fiveCauses } from '../screens/causes-scene.js';
import { contextWith, jobWith, pictureOf, sceneJobs, stateWith } from './scene.js';

/** What the panel says of its first cause, in at most so many lines; the sample's error has so many. */
function aboutCause(errorLines: number, most: number): string[] {
  const errorMessage = Array.from({ length: errorLines }, (_, index) => `line ${index + 1}`).join('\n');
  const sample = jobWith({ id: '1', status: 'failed', errorMessage });
  const picture = pictureOf(sceneJobs, { causes: { ...fiveCauses, sample } });
  const panel = causesPanel(stateWith({ connection: { kind: 'live', picture } }), contextWith());
  return 'about' in panel ? panel.about(72, most).map((line) => textOf(line).trimEnd()) : [];
}

describe('the error of a cause', () => {
  it('ends in an ellipsis only where lines are left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 3, max: 12 }), (errorLines, most) => {
        const room = most - 2;
        const whole = Array.from({ length: errorLines }, (_, index) => `line ${index + 1}`);
        const shown = errorLines <= room ? whole : [...whole.slice(0, room - 1), '…'];
        expect(aboutCause(errorLines, most).slice(2)).toEqual(shown);
      }),
    );
  });
});
