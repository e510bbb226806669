/**
 * Rows in which every value of a column meets every value of each other column at least once. Greedy and always the
 * same: each row begins with a pair that hasn't met, and takes in each other column the value that brings most new
 * pairs about.
 */
export function pairwise<T extends Readonly<Record<string, readonly unknown[]>>>(
  columns: T,
): { [K in keyof T]: T[K][number] }[] {
  const names = Object.keys(columns);
  const size = (column: number) => columns[names[column] ?? '']?.length ?? 0;
  const pair = (a: number, x: number, b: number, y: number) =>
    a < b ? `${a}.${x} ${b}.${y}` : `${b}.${y} ${a}.${x}`;
  const unmet = new Set<string>();
  for (let a = 0; a < names.length; a += 1)
    for (let b = a + 1; b < names.length; b += 1)
      for (let x = 0; x < size(a); x += 1) for (let y = 0; y < size(b); y += 1) unmet.add(pair(a, x, b, y));
  const rows: { [K in keyof T]: T[K][number] }[] = [];
  for (let [first] = unmet; first !== undefined; [first] = unmet) {
    const chosen = new Map<number, number>(
      first.split(' ').map((part) => part.split('.').map(Number) as [number, number]),
    );
    for (let column = 0; column < names.length; column += 1) {
      if (chosen.has(column)) continue;
      const gains = Array.from({ length: size(column) }, (_, value) => {
        const met = [...chosen].filter(([other, its]) => unmet.has(pair(other, its, column, value)));
        return met.length;
      });
      // Where all bring as many, they take turns.
      const best = Math.max(...gains);
      const from = rows.length % gains.length;
      const turn = gains.findIndex((_, index) => gains[(index + from) % gains.length] === best);
      chosen.set(column, (turn + from) % gains.length);
    }
    for (const [a, x] of chosen) for (const [b, y] of chosen) if (a !== b) unmet.delete(pair(a, x, b, y));
    rows.push(
      Object.fromEntries(names.map((name, column) => [name, columns[name]?.[chosen.get(column) ?? 0]])) as {
        [K in keyof T]: T[K][number];
      },
    );
  }
  return rows;
}
