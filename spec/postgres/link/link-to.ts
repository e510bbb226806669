import { afterEach } from '@jest/globals';
import { after } from '../../../lib/clock/after.js';
import type { ConnectionParameters } from '../../../lib/postgres/connection-parameters.js';
import { ServerLink, type ServerLinkParts } from '../../../lib/postgres/link/server-link.js';
import type { PostgresServer } from '../../support/postgres-server.js';

const links: ServerLink[] = [];

/** A link of a test's own to a server, ended after it. */
export function linkTo(
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  parameters: Partial<ConnectionParameters> = {},
  parts: Partial<ServerLinkParts> = {},
): ServerLink {
  const link = new ServerLink({
    parameters: {
      servers: [{ host, port }],
      ...{ user: 'owner', database: 'postgres', schema: null, channel: null, passwordOf: () => null },
      ssl: { mode: 'prefer', rootCert: null, cert: null, key: null },
      ...parameters,
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
