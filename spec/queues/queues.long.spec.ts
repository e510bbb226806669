import { readerOf } from '../postgres/same-rows.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { expectScene } from './contract.js';
import { scenes } from './scenes.js';

const { describe, it } = needs('postgres');

describe('a queue of another program in PostgreSQL', () => {
  const server = sharedServer();

  it.each(
    scenes.filter(({ make }) => make.postgres !== undefined).map((scene) => [scene.name, scene] as const),
  )('is recognised in any schema and shown: %s', async (name, scene) => {
    await server.run(
      `CREATE SCHEMA their_${name}`,
      `SET search_path TO their_${name}`,
      scene.make.postgres ?? '',
    );
    try {
      await expectScene(readerOf(server, 'public').reader, scene);
    } finally {
      await server.run(`DROP SCHEMA their_${name} CASCADE`);
    }
  });
});
