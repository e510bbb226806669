import { describe, expect, it } from '@jest/globals';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Connection, JobsState, Mode } from '../../lib/machine/state/state.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { textOf } from '../../lib/view/text/line.js';
import { appearance, jobWith, now, pictureOf, stateWith } from './scene.js';

const looks = { ...appearance, keys: keymap };
const panels: readonly Mode[] = [
  'CAUSES_PANEL',
  'WORKERS_PANEL',
  'PARSERS_PANEL',
  'ACTIVITY_PANEL',
  'MONITORING_PANEL',
];

/** The hints of a screen so wide that none is left out. */
function hints(given: Partial<JobsState>, columns = 400): string {
  const frame = frameOf(stateWith(given), { columns, rows: 30 }, now, looks);
  return textOf(frame.footer?.lines.at(-1) ?? []).trim();
}

const down: Connection = {
  kind: 'down',
  since: now,
  problem: { code: 'foreign', sentence: 'No queue.', file: '/f', advice: 'Open another.' },
};
const live: Connection = { kind: 'live', picture: pictureOf([jobWith({ id: '5', status: 'failed' })]) };

describe('the line of hints', () => {
  it('names only the ways out where the file has no queue', () => {
    expect(hints({ connection: down })).toBe('[q] Quit  [?] Help');
    expect(hints({ connection: down }, 80)).toBe('[q] Quit  [?] Help');
    for (const mode of panels) expect(hints({ connection: down, mode })).toBe('[Esc/q] Back  [?] Help');
  });

  it('names the keys of panels before anything is read', () => {
    expect(hints({ connection: { kind: 'loading' } })).toMatch(/\[m\] Monitor .*\[e\] Causes .*\[\?\] Help$/);
    expect(hints({ connection: { kind: 'loading' } })).not.toContain('Quit');
  });

  it('names filter, sort and every panel for a list, and leaves quitting to the help', () => {
    const all = hints({ connection: live });
    for (const hint of ['[f] Filter', '[s] Sort', '[e] Causes', '[w] Workers', '[p] Parsers', '[a] Activity'])
      expect(all).toContain(hint);
    expect(all.indexOf('[f]')).toBeLessThan(all.indexOf('[s]'));
    expect(hints({ connection: { kind: 'live', picture: pictureOf([]) } })).not.toContain('Sort');
    expect(all).not.toContain('Quit');
  });

  it('drops the keys of other panels before those of the panel itself', () => {
    for (const mode of panels) expect(hints({ connection: live, mode }, 60)).toMatch(/^\[Esc\/q\] Back /);
  });

  it('names in a panel the keys of all other panels, and not its own', () => {
    const keys: Readonly<Record<string, Mode>> = {
      ...{ '[e] Causes': 'CAUSES_PANEL', '[w] Workers': 'WORKERS_PANEL', '[p] Parsers': 'PARSERS_PANEL' },
      ...{ '[a] Activity': 'ACTIVITY_PANEL', '[m] Monitor': 'MONITORING_PANEL' },
    };
    for (const mode of panels) {
      const shown = hints({ connection: live, mode });
      for (const [hint, panel] of Object.entries(keys)) {
        // While monitoring, that key pauses.
        const leads = panel !== mode && !(mode === 'MONITORING_PANEL' && panel === 'PARSERS_PANEL');
        expect({ mode, hint, isShown: shown.includes(hint) }).toEqual({ mode, hint, isShown: leads });
      }
    }
  });
});
