/**
 * The name of a process's incarnation after it has stepped down `count` times:
 * never one that it had. What was promised to, or registered for, an earlier
 * one does not bind it, and promises that it gives are not taken for that one's.
 */
export function incarnationName(first: string, count: number): string {
  return count === 0 ? first : `${first}.${count}`;
}
