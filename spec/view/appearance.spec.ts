import { describe, expect, it } from '@jest/globals';
import { type Appearance, shownPath } from '../../lib/view/appearance.js';
import { appearance } from './scene.js';

const at = (home: string | null): Appearance => ({ ...appearance, home });

describe('a path on the screen', () => {
  it.each([
    ['/home/op/out.csv', '/home/op', '~/out.csv'],
    ['/home/op/out.csv', '/home/op//', '~/out.csv'],
    ['/home/op', '/home/op', '~'],
    ['/home/operator/out.csv', '/home/op', '/home/operator/out.csv'],
    ['/data/home/op/x', '/home/op', '/data/home/op/x'],
    ['/data/x', '/', '/data/x'],
    ['/data/x', null, '/data/x'],
  ])('%s, seen from the home folder %s, reads %s', (path, home, shown) => {
    expect(shownPath(path, at(home))).toBe(shown);
  });

  it('keeps both of its ends where it is very long', () => {
    const shown = shownPath(`/begin/${'x'.repeat(100_000)}/end.csv`, at(null));
    expect(shown).toMatch(/^\/begin\/x+…x+\/end\.csv$/);
    expect(shown.length).toBeLessThan(5000);
  });

  it('is ASCII on a terminal without Unicode', () => {
    expect(shownPath('/data/é…', { ...at(null), unicode: false })).toMatch(/^\/data\/[ -~]+$/);
  });
});
