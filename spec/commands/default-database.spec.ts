import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultDatabase } from '../../lib/commands/default-database.js';
import { folderForEach } from '../support/folder-for-each.js';

const home = folderForEach();

const found = (environment: NodeJS.ProcessEnv = {}) => defaultDatabase({ environment, home: home.path });

describe('the default database', () => {
  it("is the newest version's, else the older one's, in the product's folder", () => {
    const folder = home.file('.casparian_flow');
    const [newest, older] = [join(folder, 'state.sqlite'), join(folder, 'casparian_flow.sqlite3')];
    expect(found()).toMatchObject({ folder, isNamed: false, path: newest, isThere: false });
    mkdirSync(folder);
    writeFileSync(join(folder, 'casparian_flow.duckdb'), '');
    expect(found()).toMatchObject({ path: newest, isThere: false });
    writeFileSync(older, '');
    expect(found()).toMatchObject({ path: older, isThere: true });
    writeFileSync(newest, '');
    expect(found()).toMatchObject({ path: newest, isThere: true });
  });

  it('is in the folder that CASPARIAN_HOME names, and nowhere else then', () => {
    mkdirSync(home.file('.casparian_flow'));
    writeFileSync(home.file('.casparian_flow/state.sqlite'), '');
    const folder = home.file('elsewhere');
    const path = join(folder, 'state.sqlite');
    expect(found({ CASPARIAN_HOME: folder })).toMatchObject({ folder, isNamed: true, path, isThere: false });
    mkdirSync(folder);
    writeFileSync(join(folder, 'casparian_flow.sqlite3'), '');
    expect(found({ CASPARIAN_HOME: folder })).toMatchObject({
      path: join(folder, 'casparian_flow.sqlite3'),
      isThere: true,
    });
    expect(found({ CASPARIAN_HOME: '' })).toMatchObject({ isNamed: false, isThere: true });
  });

  it('counts as there in a folder that may not be looked into', () => {
    mkdirSync(home.file('.casparian_flow'));
    symlinkSync(home.file('.casparian_flow/state.sqlite'), home.file('.casparian_flow/state.sqlite'));
    expect(found()).toMatchObject({ isThere: true });
    const closed = home.file('closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    // Root may look in spite of it.
    if (process.getuid?.() !== 0) expect(found({ CASPARIAN_HOME: closed })).toMatchObject({ isThere: true });
  });
});
