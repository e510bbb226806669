import type { FileFault } from './fault.js';

/** What should notice a fault in the proof that what was read stood together: the simulation, and then these. */
export const proofSpecs: readonly string[] =
  'attempt/fixtures live-database live-database-look.long live-database-paging live-database-traces'
    .split(' ')
    .map((name) => `dist/spec/snapshot/${name}.spec.js`);

/** Reads a list of faults as proof.txt has it, which says how. */
export function listedFaults(list: string): readonly FileFault[] {
  let file = '';
  return list.split('\n').flatMap((line) => {
    if (line.endsWith('.ts')) file = line;
    const [, lead, old, own, tail, harmless] =
      /^ {2}(.*)⟦(.*) → (.*)⟧(.*?)(?: {2}\/\/ harmless: (.*))?$/s.exec(line.replaceAll('\\n', '\n')) ?? [];
    if (old === undefined) return [];
    const fault = { before: `${lead}${old}${tail}`, after: `${lead}${own}${tail}` };
    return [{ file, fault: harmless === undefined ? fault : { ...fault, harmless } }];
  });
}
