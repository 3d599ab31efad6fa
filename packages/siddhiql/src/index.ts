export type * from './ast.ts';
export {didYouMean} from './did-you-mean.ts';
export {excerpt, SiddhiAppError, type SiddhiAppErrorKind} from './error.ts';
export {parse, parseExpression, parseOnDemandQuery, parseQuery, type ParseOptions} from './parser.ts';
export {print} from './printer.ts';
export {substitute} from './variables.ts';
