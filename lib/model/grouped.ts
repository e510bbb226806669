/**
 * A whole number as it is written in a sentence: `10,000`. Written out because loading Node's own way of it (Intl)
 * takes most of what an empty Node takes to start.
 */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
