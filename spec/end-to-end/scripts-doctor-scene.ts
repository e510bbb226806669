export type Said = Readonly<Record<string, string>>;
