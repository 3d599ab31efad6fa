type Meaning = {what: string; next: string};

/** What a node's process means by the code that it ends with. */
const meanings: Record<number, Meaning> = {
  69: {
    what: 'the database could not be reached in time',
    next: 'look at the state of the database, at its security group, and at TANDEM_DATABASE_HOST',
  },
  70: {what: 'a defect of the server', next: 'the last lines of its log have the stack; please report it'},
  75: {what: 'a port is in use', next: 'another process has it: see the log for the port, or set TANDEM_PORTS_OFFSET'},
  77: {
    what: 'the database refuses the user or the password',
    next: 'put the password that the database has into its secret (on AWS: DatabaseInstanceSecret of the stack), then start the node again; ECS does that by itself',
  },
  78: {
    what: 'the configuration is wrong',
    next: 'its log names every wrong setting, what was found and what is allowed',
  },
  137: {
    what: 'it was killed: out of memory, or not stopped within its time',
    next: 'if the memory of the node is near its limit, deploy with a larger memory; see its log before that time',
  },
};

/** undefined: the code says nothing by itself. */
export function nodeExitMeaning(code: number | undefined): Meaning | undefined {
  return code === undefined ? undefined : meanings[code];
}
