import { mkdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { runInside } from './inside.js';
import { folder, open, quit, soon } from './scene.js';

const job = (name: string) => [{ id: 1, plugin_name: name, status: 'FAILED' }];

describe('the program without a path', () => {
  it('shows the database in the folder that CASPARIAN_HOME names', async () => {
    mkdirSync(folder.file('home'));
    await createDatabase(folder.file('home/state.sqlite'), { rows: job('current_parser') });
    await createDatabase(folder.file('home/casparian_flow.sqlite3'), { rows: job('former_parser') });
    const shown = open([], { environment: { CASPARIAN_HOME: folder.file('home') } });
    await shown.shows((screen) => {
      expect(screen).toContain('current_parser');
      expect(screen).toContain('~/home/state.sqlite');
    }, soon);
    await quit(shown);
    // A database that a setting names goes before it.
    const named = open([], {
      environment: {
        CASPARIAN_HOME: folder.file('home'),
        JOBS_VIEW_DATABASE: folder.file('home/casparian_flow.sqlite3'),
      },
    });
    await named.waitForText('former_parser', soon);
    await quit(named);
  });

  it.each([['--demo'], ['--demo', '--once']])(
    'prints jobs of the demo for %s without a terminal',
    async (...args) => {
      const { code, out, errors } = await runInside(args, { HOME: folder.path });
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      // The demo's workers may have failed at another job by now.
      expect(out).toMatch(/✗ \d+ failed.*\n(?:.*\n)*✗ PARSE +fix_parser v1\.2 /);
    },
  );
});
