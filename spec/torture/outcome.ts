import { leastStates, type Outcome } from './ordeal.js';

/** One line for the operator of the torture: what was accepted, rejected, wrong, and how much went on meanwhile. */
export function describeOutcome(outcome: Outcome): string {
  const { accepted, rejected, wrong, distinct, commits, kills, besideJournal, milliseconds } = outcome;
  const rate = ((100 * rejected) / Math.max(1, accepted + rejected)).toFixed(1);
  const problems = [...outcome.problems].map(([code, count]) => `${count} ${code}`).join(', ') || 'none';
  const each = (milliseconds / Math.max(1, accepted)).toFixed(1);
  return [
    outcome.scenario.name.padEnd(62),
    `accepted ${accepted}, rejected ${rejected} (${rate} %), wrong ${wrong}, problems ${problems},`,
    `${distinct} states of ${commits} commits, ${kills} kills, ${besideJournal} beside a journal,`,
    `${milliseconds} ms (${each} each)`,
  ].join(' ');
}

/** Why a scenario counts as failed; empty where it doesn't. */
export function failuresOf(outcome: Outcome, wanted: number): readonly string[] {
  const failures = [...outcome.faults];
  if (outcome.wrong > 0)
    failures.push(`${outcome.wrong} of ${outcome.accepted} accepted snapshots are wrong`);
  if (outcome.accepted < wanted)
    failures.push(`only ${outcome.accepted} of ${wanted} snapshots were accepted in time`);
  if (outcome.distinct < leastStates) {
    failures.push(`only ${outcome.distinct} different states: the writers hardly wrote`);
  }
  return failures;
}
