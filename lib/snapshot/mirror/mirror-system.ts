import { nodeSystem } from '../files/node-system.js';
import { OpenedFile } from '../files/opened-file.js';
import type { FileStatus, System } from '../files/system.js';
import type { MirrorPages } from './mirror-pages.js';

/** A mirror's pages as the one file of a system, for code that reads many of them at a time. */
export function mirrorFile(pages: MirrorPages): OpenedFile {
  const file = OpenedFile.open(systemOf(pages), 'mirror');
  if (file === null) throw new Error('a mirror without a file');
  return file;
}

function systemOf(pages: MirrorPages): System {
  const status = (): FileStatus => ({
    ...{ dev: 0n, ino: 0n, size: BigInt(pages.length), mtimeNs: 0n, ctimeNs: 0n },
    isFile: () => true,
  });
  return {
    realPath: (path) => path,
    open: () => 0,
    statusOf: status,
    statusAt: status,
    read: (_, into, position) => {
      const part = into.subarray(0, Math.max(0, pages.length - position));
      pages.copy(part, position);
      return part.length;
    },
    close: () => {},
    locks: () => '',
    steady: () => nodeSystem.steady(),
    pause: (ms) => nodeSystem.pause(ms),
    random: () => nodeSystem.random(),
  };
}
