import { leastStates, type OrdealResult } from './ordeal.js';

/** One line for the operator of the torture: what was accepted, rejected, wrong, and how much went on meanwhile. */
export function describeResult(result: OrdealResult): string {
  const { accepted, rejected, wrong, distinct, commits, kills, besideJournal, milliseconds } = result;
  const rate = ((100 * rejected) / Math.max(1, accepted + rejected)).toFixed(1);
  const problems = [...result.problems].map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
  const each = (milliseconds / Math.max(1, accepted)).toFixed(1);
  return [
    result.scenario.name.padEnd(62),
    `accepted ${accepted}, rejected ${rejected} (${rate} %), wrong ${wrong}, problems ${problems},`,
    `${distinct} states of ${commits} commits, ${kills} kills, ${besideJournal} beside a journal,`,
    `${milliseconds} ms (${each} each)`,
  ].join(' ');
}

/** Why a scenario counts as failed; empty where it doesn't. */
export function failuresOf(result: OrdealResult, wanted: number): readonly string[] {
  const failures = [...result.faults];
  if (result.wrong > 0) failures.push(`${result.wrong} of ${result.accepted} accepted snapshots are wrong`);
  if (result.accepted < wanted)
    failures.push(`only ${result.accepted} of ${wanted} snapshots were accepted in time`);
  if (result.distinct < leastStates) {
    failures.push(`only ${result.distinct} different states: the writers hardly wrote`);
  }
  return failures;
}
