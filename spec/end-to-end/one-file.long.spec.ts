import { beforeAll, expect } from '@jest/globals';
import { makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { needs } from '../support/needs.js';
import { addressOf } from '../support/postgres-server.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { emptyPlace, forms, madeForms, remembered } from './one-file.js';

const { describe, it } = needs('postgres');
const server = sharedServer();
const made = madeForms();

beforeAll(() => server.with((client) => makeQueue(client, { version: 'D' }, scene(false))));

describe.each(forms)('a queue in PostgreSQL, with the program as %s', (form) => {
  it('is printed and changed, and leaves nothing but the note of that act', () => {
    const { left, run } = emptyPlace(testFolder());
    const address = addressOf(server, { user: 'owner' });
    const { jobs } = JSON.parse(run(made[form], address, '--json', '--status', 'failed'));
    run(made[form], 'retry', String(jobs[0].id), address, '--yes');
    expect(run(made[form], address, '--id', String(jobs[0].id), '--once')).toContain('queued');
    expect(left()).toEqual(remembered('acts'));
  }, 60_000);
});
