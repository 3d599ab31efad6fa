import {compiledScript} from './compiled-script.ts';

const path = process.getBuiltinModule('node:path');

type Server = (require: NodeJS.Require, module: {exports: unknown}) => void;

/** Runs the server that lies beside this file, by the code that was compiled when the image was built. */
const server = compiledScript(
  path.join(import.meta.dirname, 'server.js'),
  path.join(import.meta.dirname, 'server.compiled'),
);
const keepIn = process.env['TANDEM_KEEP_COMPILED'];
if (keepIn !== undefined) process.once('exit', () => server.keep(keepIn));
(server.run() as Server)(require, {exports: {}});
