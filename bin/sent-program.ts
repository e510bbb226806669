import { serve } from '../lib/databases/serve.js';
import { mountsHere, ServedDisks } from '../lib/databases/served-mounts.js';
import { compileOnce } from '../lib/entries.js';
import { resolved } from '../lib/start/resolve.js';
import { endAtLast } from './last-resort.js';
import { processWorld } from './process-world.js';

async function main(): Promise<number> {
  endAtLast();
  compileOnce();
  const disks = new ServedDisks(mountsHere());
  const world = { ...processWorld(), isSilent: (path: string) => disks.isSilent(path) };
  const invocation = { kind: 'serve', path: null, readOnly: false, config: null } as const;
  const found = await resolved(invocation, {
    world,
    disks,
    isScreen: false,
    asked: { hosts: new Set(), servers: new Map() },
  });
  if (found.kind === 'wrong') {
    world.error.write(found.text);
    return 1;
  }
  const { settings, databases } = found;
  return serve(
    { only: null, usual: databases.asked, readOnly: settings.readOnly, logFolder: settings.logDir, disks },
    world,
  );
}

void main().then((code) => process.exit(code));
