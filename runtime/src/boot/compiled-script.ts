// By `process.getBuiltinModule`: an `import` of a module of Node.js reads each of its exports, and some of them load more.
const {readFileSync, writeFileSync} = process.getBuiltinModule('node:fs');
const {Script, constants} = process.getBuiltinModule('node:vm');

/** A script whose value is a function, and what V8 made of it. */
export type CompiledScript = {
  run(): unknown;
  /** Whether what was kept earlier served: it is of no use to another version of V8, or under other flags of it. */
  readonly accepted: boolean;
  /** Keeps the code of all functions that have run. */
  keep(file: string): void;
};

/**
 * Reads a script, and the code that was `kept` of it, if there is any.
 *
 * Node.js has a cache for this (`NODE_COMPILE_CACHE`), in a folder whose name depends on more than V8 asks for. Here it is one file, and what V8 says of it is known.
 */
export function compiledScript(file: string, kept: string): CompiledScript {
  const cachedData = readIfThere(kept);
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData && {cachedData}),
  });
  return {
    run: () => script.runInThisContext(),
    accepted: cachedData !== undefined && script.cachedDataRejected === false,
    keep: (to) => writeFileSync(to, script.createCachedData()),
  };
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
