/** True for the page sizes that SQLite supports: powers of two from 512 to 65536 bytes. */
export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}

/** 1-based number of the page with the lock bytes at 0x40000000, which never has any content. */
export function lockPage(pageSize: number): number {
  return 0x40000000 / pageSize + 1;
}
