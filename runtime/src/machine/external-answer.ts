import type {Event, ExternalAnswer, Row} from '@tandem/engine';
import type {Plain} from '@tandem/wire';

type SavedFailure = [message: string, stream: string, query: string, events: [number, Row][]];

/** [kind, table, number, rows, message or failures]. */
export function answerToPlain(answer: ExternalAnswer): Plain {
  const {kind, table} = answer;
  switch (kind) {
    case 'rows':
      return [kind, table, answer.upTo, answer.rows as unknown as Plain[]];
    case 'unreadable':
      return [kind, table, answer.upTo, answer.message];
    case 'refused':
      return [
        kind,
        table,
        answer.number,
        answer.failures.map(({message, stream, query, events}) => [
          message,
          stream,
          query,
          events.map(({timestamp, data}) => [timestamp, data as Plain[]]),
        ]),
      ];
  }
}

export function answerOfPlain(plain: Plain): ExternalAnswer {
  const [kind, table, number, what] = plain as unknown as [ExternalAnswer['kind'], string, number, unknown];
  switch (kind) {
    case 'rows':
      return {kind, table, upTo: number, rows: what as Row[]};
    case 'unreadable':
      return {kind, table, upTo: number, message: what as string};
    case 'refused':
      return {
        kind,
        table,
        number,
        failures: (what as SavedFailure[]).map(([message, stream, query, events]) => ({
          message,
          stream,
          query,
          events: events.map(([timestamp, data]): Event => ({timestamp, data})),
        })),
      };
    default:
      throw new Error(`answer kind ${String(kind)} is unknown: the entry was written by a later version`);
  }
}
