import type { ConnectionOptions } from 'node:tls';
import type { SslSettings } from '../connection-parameters.js';

/** How to connect, one way after another; `false` is without encryption. */
export type SslWays = readonly (ConnectionOptions | false)[];

/**
 * The ways that a mode allows, with the meaning that it has for PostgreSQL's own programs (pg's own meaning differs and
 * changes). Throws what `read` throws.
 */
export function sslWays(
  { mode, rootCert, cert, key }: SslSettings,
  host: string,
  read: (path: string) => string,
): SslWays {
  // A socket is on this host, and is never encrypted.
  if (host.startsWith('/') || mode === 'disable') return [false];
  const own = { ...(cert && { cert: read(cert) }), ...(key && { key: read(key) }) };
  const trusted = rootCert === null || rootCert === 'system' ? {} : { ca: read(rootCert) };
  const unverified: ConnectionOptions = { ...own, rejectUnauthorized: false };
  const byAuthority: ConnectionOptions = {
    ...{ ...own, ...trusted, rejectUnauthorized: true },
    checkServerIdentity: () => undefined,
  };
  switch (mode) {
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      // If there is a root certificate, the server's certificate is checked against it.
      return [rootCert === null ? unverified : byAuthority];
    case 'verify-ca':
      return [byAuthority];
    case 'verify-full':
      return [{ ...own, ...trusted, rejectUnauthorized: true, servername: host }];
  }
}
