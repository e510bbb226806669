import { afterEach } from '@jest/globals';
import { type After, after } from '../../../lib/clock.js';
import type { ConnectionParameters } from '../../../lib/postgres/connection-parameters.js';
import { ServerConnection } from '../../../lib/postgres/link/server-connection.js';
import { ServerLink, type ServerLinkParts } from '../../../lib/postgres/link/server-link.js';
import { eventually } from '../../support/eventually.js';
import type { PostgresServer } from '../../support/postgres-server.js';

const links: ServerLink[] = [];
/** What links have begun and not ended: timers, and connections that were opened. */
const timers = new Set<object>();
const connections = new Set<ServerConnection>();

const counted: After = (milliseconds, work) => {
  const timer = {};
  timers.add(timer);
  const cancel = after(milliseconds, () => {
    timers.delete(timer);
    work();
  });
  return () => {
    timers.delete(timer);
    cancel();
  };
};

/** What the links of the tests wait by: others, such as those that a file's tests share, close when they like. */
const clocks = new Set<After>();

const { open } = ServerConnection;
ServerConnection.open = async (parts) => {
  const connection = await open.call(ServerConnection, parts);
  if (clocks.has(parts.after)) connections.add(connection);
  return connection;
};
const { close } = ServerConnection.prototype;
ServerConnection.prototype.close = async function () {
  await close.call(this);
  connections.delete(this);
};

/** A link of a test's own to a server, ended after it; then nothing of any link may be left. */
export function linkTo(
  { host, port }: Pick<PostgresServer, 'host' | 'port'>,
  parameters: Partial<ConnectionParameters> = {},
  parts: Partial<ServerLinkParts> = {},
): ServerLink {
  const { after: clock = counted } = parts;
  clocks.add(clock);
  const link = new ServerLink({
    parameters: {
      servers: [{ host, port }],
      ...{ user: 'owner', database: 'postgres', schema: null, passwordOf: () => null },
      ssl: { mode: 'prefer', rootCert: null, cert: null, key: null },
      ...parameters,
    },
    ...{ steady: () => performance.now(), random: () => 0.5 },
    read: () => {
      throw new Error('no such file');
    },
    ...parts,
    after: clock,
  });
  links.push(link);
  return link;
}

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()));
  // Less than the time after which a timer that was left behind would end by itself.
  await eventually(
    () => timers.size + connections.size === 0,
    () => `left behind: ${timers.size} timers, ${connections.size} connections`,
    { within: 2000 },
  );
});
