/** An example of a guide: fenced `siddhi`, `events` and `outputs` blocks that follow each other. `line`: of the app, from 1. */
export type Example = {line: number; app: string; events: string[]; outputs: string[]};

const fence = /^```(\w*)\n(.*?)^```$/gms;

/** The examples of a document. Throws where a `siddhi` block is not followed by the other two. */
export function examplesIn(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(fence)].map(({1: kind, 2: text, index}) => ({
    kind,
    text: text ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));
  return blocks.flatMap(({kind, text, line}, i) => {
    if (kind !== 'siddhi') return [];
    const [events, outputs] = [blocks[i + 1], blocks[i + 2]];
    if (events?.kind !== 'events' || outputs?.kind !== 'outputs')
      throw new Error(`the example at line ${line} is not followed by its events and outputs`);
    return [{line, app: text, events: lines(events.text), outputs: lines(outputs.text)}];
  });
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
