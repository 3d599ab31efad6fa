export {conformance} from './command.ts';
export {type Case, parseCases, readCases} from './case.ts';
export {runCase, type Result, type Verdict} from './run-case.ts';
export {casesFolder, type Mode, runFolder} from './run-folder.ts';
