import { chmodSync, writeFileSync } from 'node:fs';

/** A shell that says that nothing but Python was found there, and runs what it is given in it. */
export const pythonAlone = `printf "\\377jobs-view there\\377 program=none node=none python=3.6.8\\n"
while read -r k c; do [ "$k" = jobs-view-python ] && exec python3 -I -B -c "$c"; done`;

/**
 * A command that leads to a shell on a host that has nothing but Python, for the setting sshCommand; written to `script`.
 * The shell's process id goes to a file.
 */
export function hostWithPython(script: string, pid = '/dev/null'): string {
  writeFileSync(script, `#!/bin/sh\necho $$ >${pid}\n${pythonAlone}\n`);
  chmodSync(script, 0o755);
  return script;
}
