/** `3 min ago`; `at` and `now` in ms since 1970. */
export function ago(at: number | null | undefined, now: number): string {
  if (at === null || at === undefined) return '-';
  return `${span(Math.max(now - at, 0))} ago`;
}

export function span(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** `1.5 MiB`. */
export function bytes(count: number): string {
  let left = count;
  for (const unit of ['B', 'KiB', 'MiB']) {
    if (left < 1024) return `${unit === 'B' ? left : left.toFixed(1)} ${unit}`;
    left /= 1024;
  }
  return `${left.toFixed(1)} GiB`;
}

export const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
