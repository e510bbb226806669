import leven from 'leven';

/** The known word that was most likely meant; null if none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = leven(plain(word), plain(candidate));
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best !== null && least <= Math.max(1, Math.floor(best.length / 3)) ? best : null;
}

/** `log-dir`, `log_dir` and `LOGDIR` all mean `logDir`. No known word is as long as this. */
function plain(word: string): string {
  return word.slice(0, 40).toLowerCase().replace(/[-_ ]/g, '');
}
