/**
 * The tree of a SiddhiQL text. Every node has `at`: where it starts and ends.
 *
 * The tree keeps what the text says, not what it means: names are not
 * resolved, defaults are not filled in (an absent clause is absent), but
 * literals are values and back-quotes are gone.
 */

/** Offsets in UTF-16 units from 0 (end exclusive); line and column count from 1. */
export type Span = {start: number; end: number; line: number; column: number; endLine: number; endColumn: number};
type Node = {at: Span};

export type AttributeType = 'string' | 'int' | 'long' | 'float' | 'double' | 'bool' | 'object';
export type EventType = 'current' | 'expired' | 'all';

// ---- app ----------------------------------------------------------------

export type App = Node & {
  kind: 'app';
  /** `@app:name('x')` is `{name: 'name', app: true, ...}`. */
  annotations: Annotation[];
  definitions: Definition[];
  elements: ExecutionElement[];
};

export type Annotation = Node & {
  kind: 'annotation';
  /** As written, back-quotes stripped; look-ups ignore case. For `@app:name` it is `name`. */
  name: string;
  app: boolean;
  elements: AnnotationElement[];
  annotations: Annotation[];
};
/** `key` as written (`buffer.size`), absent for a positional element. */
export type AnnotationElement = Node & {kind: 'element'; key?: string; value: string};

export type Definition =
  | StreamDefinition
  | TableDefinition
  | WindowDefinition
  | TriggerDefinition
  | FunctionDefinition
  | AggregationDefinition;

export type Attribute = Node & {kind: 'attribute'; name: string; type: AttributeType};
export type StreamDefinition = Node & {kind: 'stream'; id: string; attributes: Attribute[]; annotations: Annotation[]};
export type TableDefinition = Node & {kind: 'table'; id: string; attributes: Attribute[]; annotations: Annotation[]};
export type WindowDefinition = Node & {
  kind: 'window';
  id: string;
  attributes: Attribute[];
  window: Call;
  output?: EventType;
  annotations: Annotation[];
};
export type TriggerDefinition = Node & {
  kind: 'trigger';
  id: string;
  /** `every` in ms; `start`; or a cron text. `'start'` is recognised in any case, trimmed. */
  when: {kind: 'every'; every: TimeConstant} | {kind: 'start'} | {kind: 'cron'; cron: string};
};
export type FunctionDefinition = Node & {
  kind: 'function';
  id: string;
  language: string;
  returns: AttributeType;
  /** The text between the outer braces, unchanged. */
  body: string;
};
export type Duration = 'seconds' | 'minutes' | 'hours' | 'days' | 'months' | 'years';
export type AggregationDefinition = Node & {
  kind: 'aggregation';
  id: string;
  input: SingleInput;
  select?: Selection;
  by?: Variable;
  /** Ranges are expanded: `sec ... hour` is seconds, minutes, hours. `range` keeps how it was written, for the printer. */
  every: Duration[];
  range: boolean;
  annotations: Annotation[];
};

// ---- queries ------------------------------------------------------------

export type ExecutionElement = Query | Partition;

export type Query = Node & {
  kind: 'query';
  annotations: Annotation[];
  input: Input;
  select?: Selection;
  rate?: OutputRate;
  output: OutputAction;
};

export type Input = SingleInput | JoinInput | StateInput | AnonymousInput;

/** `S`, `#S` (inner) or `!S` (fault). */
export type SourceRef = Node & {kind: 'source'; id: string; prefix: '' | '#' | '!'};
export type Handler = Filter | StreamFunction | WindowHandler;
/** `hash` tells `#[c]` from `[c]`. */
export type Filter = Node & {kind: 'filter'; condition: Expression; hash: boolean};
export type StreamFunction = Node & {kind: 'streamFunction'; call: Call};
export type WindowHandler = Node & {kind: 'windowHandler'; call: Call};

/** A single stream with its handlers, of which at most one is a window. */
export type SingleInput = Node & {kind: 'single'; source: SourceRef; handlers: Handler[]};
/** `from (from S select a return)`: parses, and is refused when an app is created. */
export type AnonymousInput = Node & {kind: 'anonymous'; query: Query; handlers: Handler[]};

export type JoinSide = Node & {kind: 'joinSide'; source: SourceRef; handlers: Handler[]; alias?: string};
export type JoinInput = Node & {
  kind: 'join';
  type: 'join' | 'inner' | 'left' | 'right' | 'full';
  left: JoinSide;
  right: JoinSide;
  unidirectional?: 'left' | 'right';
  on?: Expression;
  within?: Expression[];
  per?: Expression;
};

/** `->` is a pattern, `,` a sequence; a lone element with `every`, a reference, a count … is a pattern. */
export type StateInput = Node & {kind: 'state'; type: 'pattern' | 'sequence'; state: State; within?: TimeConstant};
export type State = NextState | EveryState | StreamState | CountState | LogicalState | AbsentState;
/** `first -> next` or `first, next`; chains associate to the right. */
export type NextState = Node & {kind: 'next'; first: State; next: State};
export type EveryState = Node & {kind: 'every'; state: State};
export type StreamState = Node & {kind: 'streamState'; reference?: string; source: SourceRef; handlers: Handler[]};
/** `max` is -1 when open. `form` keeps `*`, `+`, `?` apart from `<m:n>`. */
export type CountState = Node & {
  kind: 'count';
  state: StreamState;
  min: number;
  max: number;
  form: 'range' | '*' | '+' | '?';
};
export type LogicalState = Node & {
  kind: 'logical';
  type: 'and' | 'or';
  left: StreamState | AbsentState;
  right: StreamState | AbsentState;
};
/** `not S[..] for t`; without `for` only beside a present operand of `and`. */
export type AbsentState = Node & {kind: 'absent'; source: SourceRef; handlers: Handler[]; for?: TimeConstant};

// ---- select -------------------------------------------------------------

export type Selection = Node & {
  kind: 'select';
  /** `'*'` for `select *`. */
  items: '*' | SelectItem[];
  groupBy: Variable[];
  having?: Expression;
  orderBy: OrderBy[];
  limit?: Expression;
  offset?: Expression;
};
export type SelectItem = Node & {kind: 'item'; expression: Expression; as?: string};
export type OrderBy = Node & {kind: 'orderBy'; variable: Variable; order?: 'asc' | 'desc'};

export type OutputRate = Node &
  (
    | {kind: 'eventRate'; type: 'all' | 'first' | 'last'; explicit: boolean; events: number}
    | {kind: 'timeRate'; type: 'all' | 'first' | 'last'; explicit: boolean; every: TimeConstant}
    | {kind: 'snapshotRate'; every: TimeConstant}
  );

export type OutputAction = InsertAction | DeleteAction | UpdateAction | UpsertAction | ReturnAction;
/** `events` is absent when not written (then it means current). */
export type InsertAction = Node & {kind: 'insert'; events?: EventType; target: SourceRef};
export type DeleteAction = Node & {kind: 'delete'; target: SourceRef; events?: EventType; on?: Expression};
export type UpdateAction = Node & {
  kind: 'update';
  target: SourceRef;
  events?: EventType;
  set: Assignment[];
  on: Expression;
};
export type UpsertAction = Node & {
  kind: 'upsert';
  target: SourceRef;
  events?: EventType;
  set: Assignment[];
  on: Expression;
};
export type ReturnAction = Node & {kind: 'return'; events?: EventType};
export type Assignment = Node & {kind: 'assignment'; target: Variable; value: Expression};

// ---- partition ----------------------------------------------------------

export type Partition = Node & {kind: 'partition'; annotations: Annotation[]; keys: PartitionKey[]; queries: Query[]};
export type PartitionKey = Node &
  (
    | {kind: 'valueKey'; expression: Expression; source: SourceRef}
    | {kind: 'rangeKey'; ranges: {condition: Expression; label: string; at: Span}[]; source: SourceRef}
  );

// ---- on-demand ----------------------------------------------------------

export type OnDemandQuery = Node & {
  kind: 'onDemand';
  /** The store read; absent in `update T set ...`, `delete T on ...`, `select ... insert into T`. */
  from?: {id: string; alias?: string; at: Span; on?: Expression; within?: Expression[]; per?: Expression};
  select?: Selection;
  output?: OutputAction;
};

// ---- expressions --------------------------------------------------------

export type Expression =
  | NumberConstant
  | StringConstant
  | BoolConstant
  | TimeConstant
  | Variable
  | Call
  | IsNull
  | Not
  | Binary
  | In
  | EventRef;

/** `value`: a number, for `long` a bigint, exact. */
export type NumberConstant = Node &
  ({kind: 'number'; type: 'int' | 'float' | 'double'; value: number} | {kind: 'number'; type: 'long'; value: bigint});
export type StringConstant = Node & {kind: 'string'; value: string};
export type BoolConstant = Node & {kind: 'bool'; value: boolean};
/** `1 min 30 sec`: milliseconds, a long in expressions. `parts` is what was written. */
export type TimeConstant = Node & {kind: 'time'; ms: number; parts: {amount: number; unit: TimeUnit}[]};
export type TimeUnit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

/** `e1[last - 2]` is `{last: 2}`, `e1[3]` is `{first: 3}`. */
export type EventIndex = {first: number} | {last: number};
export type VariableSource = {id: string; prefix: '' | '#' | '!'; index?: EventIndex; at: Span};
/** An attribute reference: `a`, `S.a`, `e1[0].a`, `S#fn.a`. */
export type Variable = Node & {
  kind: 'variable';
  source?: VariableSource;
  /** The handler of `S#fn.a`. */
  handler?: {id: string; index?: EventIndex};
  attribute: string;
};
/** `args` is `'*'` for `f(*)`. Function, aggregator or window: the planner knows. */
export type Call = Node & {kind: 'call'; namespace?: string; name: string; args: '*' | Expression[]};
/**
 * `x is null`. A bare name (`e1 is null`, `a is null`) parses as a `variable`
 * without source: whether it names an event or an attribute, the planner knows.
 * `e1[0] is null`, `#i is null`, `!S is null` are `event`, as is `e1[0]` alone as an argument.
 */
export type IsNull = Node & {kind: 'isNull'; operand: Variable | Call | EventRef};
export type EventRef = Node & {kind: 'event'; source: VariableSource};
export type Not = Node & {kind: 'not'; operand: Expression};
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>=' | '==' | '!=' | 'and' | 'or';
export type Binary = Node & {kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression};
export type In = Node & {kind: 'in'; operand: Expression; table: string};
