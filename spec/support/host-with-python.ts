import { chmodSync, writeFileSync } from 'node:fs';

const reported = 'printf "\\377jobs-view there\\377 program=none node=none python=3.6.8\\n"';

/**
 * A command that leads to a shell on a host that has nothing but Python, for the setting sshCommand; written to `script`.
 * The shell's process id goes to a file.
 */
export function hostWithPython(script: string, pid = '/dev/null'): string {
  const report = `echo $$ >${pid}; ${reported}`;
  const follow = 'while read -r k c; do [ "$k" = jobs-view-python ] && exec python3 -I -B -c "$c"; done';
  writeFileSync(script, `#!/bin/sh\n${report}\n${follow}\n`);
  chmodSync(script, 0o755);
  return script;
}
