import { describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { open, path, quit, soon } from './scene.js';

const rows = Array.from({ length: 30 }, (_, index) => ({
  ...{ id: index + 1, plugin_name: `job${index + 1}`, status: 'COMPLETED' },
  end_time: `2026-01-15 09:00:${10 + index}`,
}));

describe('the mouse', () => {
  it('scrolls, selects and opens if it is asked to, and is the terminal’s again afterwards', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    const dashboard = open([path, '--mouse']);
    /** Does something with a button in the line that shows a text; on that itself if it is told so. */
    const at = (text: string, button: number, isOnIt = false) => {
      const row = dashboard.screen.lines().findIndex((line) => line.includes(text));
      const column = isOnIt ? (dashboard.screen.lines()[row]?.indexOf(text) ?? 0) + 1 : 30;
      dashboard.type(`\x1b[<${button};${column};${row + 1}M\x1b[<${button};${column};${row + 1}m`);
    };
    const sees = (text: RegExp) => dashboard.shows((screen) => expect(screen).toMatch(text), soon);
    await sees(/▸.*job30/);
    expect(dashboard.screen.state.mouse).toBe('vt200');
    dashboard.type('f');
    await dashboard.waitForText('[Space] Check', soon);
    at('] ✓ done', 0, true);
    await dashboard.waitForText('▸ [ ] ✓ done', soon);
    at('Only', 0, true);
    await dashboard.waitForText('▸ [x] ✓ done', soon);
    dashboard.type('\r');
    await dashboard.waitForText('Filter: done', soon);
    dashboard.type('z');
    await dashboard.waitForText('job20', soon);
    at('job25', 0);
    await sees(/▸.*job25/);
    at('job25', 65);
    await sees(/▸.*job22/);
    at('job22', 0);
    await sees(/Job +22 /);
    dashboard.type('\x1b');
    await sees(/▸.*job22/);
    dashboard.type('?');
    await dashboard.waitForText('HELP', soon);
    dashboard.type('/wheel');
    await dashboard.waitForText('Scroll, or move in a list', soon);
    await quit(dashboard, '\rqq');
    expect(dashboard.screen.state.mouse).toBe('none');
  });

  it('stays the terminal’s, and reports left over from another program do nothing, otherwise', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    const dashboard = open([path]);
    await dashboard.waitForText('▸ ✓ PARSE    job30', soon);
    dashboard.type('\x1b[<65;30;6M\x1b[<0;30;6M');
    dashboard.type('j');
    await dashboard.waitForText('▸ ✓ PARSE    job29', soon);
    expect(dashboard.screen.state.mouse).toBe('none');
    await quit(dashboard);
  });
});
