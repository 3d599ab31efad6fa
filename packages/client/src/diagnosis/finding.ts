/** Something that is not as it should be. A fault wants a person; a warning wants to be known. */
export type Finding = {
  severity: 'fault' | 'warning';
  /** The node, service or database. */
  about: string;
  what: string;
  /** What to do about it. */
  next: string;
};

export const fault = (about: string, what: string, next: string): Finding => ({severity: 'fault', about, what, next});
export const warning = (about: string, what: string, next: string): Finding => ({
  severity: 'warning',
  about,
  what,
  next,
});
