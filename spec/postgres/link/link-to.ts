import { afterEach } from '@jest/globals';
import { after } from '../../../lib/clock/after.js';
import { ServerLink, type ServerLinkParts } from '../../../lib/postgres/link/server-link.js';
import type { PostgresPlace } from '../../../lib/postgres/place.js';
import type { PostgresServer } from '../../support/postgres-server.js';

const links: ServerLink[] = [];

/** A link of a test's own to a server, ended after it. */
export function linkTo(
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  place: Partial<PostgresPlace> = {},
  parts: Partial<ServerLinkParts> = {},
): ServerLink {
  const link = new ServerLink({
    place: {
      servers: [{ host, port }],
      ...{ user: 'owner', database: 'postgres', schema: null, channel: null, passwordOf: () => null },
      ssl: { mode: 'prefer', rootCert: null, cert: null, key: null },
      ...place,
    },
    ...{ after, steady: () => performance.now(), random: () => 0.5 },
    read: () => {
      throw new Error('no such file');
    },
    ...parts,
  });
  links.push(link);
  return link;
}

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
});
