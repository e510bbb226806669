/** The known word that somebody most likely meant; null where none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = distance(plain(word), plain(candidate));
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best !== null && least <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}

/** `log-dir`, `log_dir` and `LOGDIR` are all meant for `logDir`. No known word is as long as this. */
function plain(word: string): string {
  return word.slice(0, 40).toLowerCase().replace(/[-_ ]/g, '');
}

/** How many letters have to be changed, added or taken away. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const change = (row[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
