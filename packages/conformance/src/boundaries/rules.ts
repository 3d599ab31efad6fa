/** One package: where it lies, what its sources may import of the workspace, and why no more. */
export type Rule = {
  name: string;
  folder: string;
  may: readonly string[];
  why: string;
  /** May also import files of those packages by path, which the packages offer to nobody else. */
  inside?: true;
};

/**
 * The directions of imports; names are without `@tandem/`. `runtime/config` is
 * that subpath alone. Tests may import `base` and `conformance` on top.
 */
export const rules: readonly Rule[] = [
  {name: 'base', folder: 'packages/base', may: [], why: 'it lies below everything'},
  {name: 'siddhiql', folder: 'packages/siddhiql', may: ['base'], why: 'the language is read without an engine'},
  {name: 'functions', folder: 'packages/functions', may: ['base'], why: 'functions are data that an engine reads'},
  {name: 'wire', folder: 'packages/wire', may: [], why: 'bytes mean the same to whoever reads them'},
  {
    name: 'engine',
    folder: 'packages/engine',
    may: ['base', 'siddhiql', 'functions', 'wire'],
    why: 'the engine knows nothing of the cluster',
  },
  {
    name: 'cluster',
    folder: 'packages/cluster',
    may: ['base', 'wire'],
    why: 'the cluster knows nothing of the engine: it moves bytes',
  },
  {
    name: 'store-mysql',
    folder: 'packages/store-mysql',
    may: ['base', 'cluster', 'wire'],
    why: 'a store knows the ports that it implements',
  },
  {
    name: 'store-sqlite',
    folder: 'packages/store-sqlite',
    may: ['base', 'cluster', 'wire'],
    why: 'a store knows the ports that it implements',
  },
  {
    name: 'connectors',
    folder: 'packages/connectors',
    may: ['base', 'engine', 'siddhiql', 'wire'],
    why: 'a connector feeds an app, whichever node runs it',
  },
  {name: 'client', folder: 'packages/client', may: ['base'], why: "it is installed on a sender's machine"},
  {
    name: 'conformance',
    folder: 'packages/conformance',
    may: [
      'base',
      'siddhiql',
      'functions',
      'wire',
      'engine',
      'cluster',
      'store-mysql',
      'store-sqlite',
      'connectors',
      'client',
      'runtime',
    ],
    why: 'it tests all of them',
  },
  {
    name: 'bench',
    folder: 'packages/bench',
    may: [
      'base',
      'siddhiql',
      'functions',
      'wire',
      'engine',
      'cluster',
      'store-mysql',
      'store-sqlite',
      'connectors',
      'client',
      'runtime',
    ],
    why: 'whatever has a speed is measured there',
  },
  {
    name: 'chaos',
    folder: 'packages/chaos',
    may: ['base', 'engine', 'cluster', 'connectors', 'client', 'conformance', 'runtime'],
    why: 'it breaks a real pair from the outside',
  },
  {
    name: 'runtime',
    folder: 'runtime',
    may: [
      'base',
      'siddhiql',
      'functions',
      'wire',
      'engine',
      'cluster',
      'store-mysql',
      'store-sqlite',
      'connectors',
      'client',
    ],
    why: 'the server joins the packages, but ships no test tools',
  },
  {
    name: 'infra',
    folder: 'infra',
    may: ['base', 'client', 'runtime/config', 'runtime/apps', 'runtime/build'],
    why: 'a deployment shares with the server its settings, its check of an app and how it is built; its rounds push as a sender does',
  },
  {
    name: 'scripts',
    folder: 'scripts',
    may: [
      'base',
      'siddhiql',
      'functions',
      'wire',
      'engine',
      'cluster',
      'store-mysql',
      'store-sqlite',
      'connectors',
      'client',
      'conformance',
      'bench',
      'chaos',
      'runtime',
      'infra',
    ],
    why: 'scripts are entries to everything',
    inside: true,
  },
];
