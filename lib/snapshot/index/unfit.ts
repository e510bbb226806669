/** Thrown where pages aren't what can be read past SQLite: SQLite has to be asked then. */
export class Unfit extends Error {}
