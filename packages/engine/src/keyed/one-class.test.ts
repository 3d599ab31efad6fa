import {runInNewContext} from 'node:vm';
import {expect, test} from 'vitest';
import {asOneClass} from './one-class.ts';

type Made = {[name: string]: (...args: unknown[]) => unknown};
type Make = (next: unknown, ...shared: unknown[]) => Made;
const makers = (text: string): {closures: Make; one: Make} => ({
  closures: runInNewContext(`(function(){${text}})()`) as Make,
  one: runInNewContext(`(function(){${asOneClass(text)}})()`) as Make,
});

const cases = [
  {name: 'variables are fields', body: 'let n=0;function add(x){n+=x;return n;}return {add,read(){return n;}};'},
  {
    name: 'several in one declaration, some of them nobody’s',
    body: 'let a=1,b=2,c=a+b;function add(x){c+=x;return c;}return {add,read(){return c;}};',
  },
  {
    name: 'what is taken apart',
    body: 'const {p,q:[r]}=shared;function add(x){return x+p+r;}return {add,read(){return {p,r};}};',
  },
  {
    name: 'names of one’s own go before',
    body: 'let n=1;function add(x){let sum=0;for(let n=0;n<x;n++)sum+=n;{const n=5;sum+=n;}return sum+n;}return {add,read(){return [3].map((n)=>n*2);}};',
  },
  {
    name: 'functions that call each other',
    body: 'let n=0;function add(x){return x===0?done():twice(x-1);}function twice(x){n+=2;return add(x);}function done(){return pure(n);}function pure(x){return x*10;}return {add,read(){return pure(n);}};',
  },
  {
    name: 'a function as a value',
    body: 'let n=1;function add(x){return [x,2].map(plus);}function plus(x){n++;return x+n;}return {add,read(){return n;}};',
  },
  {
    name: 'short properties',
    body: 'const kept={...{a:1}};let n=0;function add(x){n+=x;return {...kept,n,x};}return {add,read(){return {n};}};',
  },
  {
    name: 'instances within',
    body: 'let n=0;function within(w){let m=w;function add(x){m+=x;n+=m;return pair(m);}function pair(y){return [y,n];}return {add};}const first=within(10),second=within(20);function add(x){return [first.add(x),second.add(x)];}return {add,read(){return n;}};',
  },
  {
    name: 'an object that gets more',
    body: 'let n=0;const made={add,read(){return this.limit+n;},limit:7};function add(x){n+=x;return more(x);}function more(x){return x+made.limit;}Object.assign(made,{more,unit:1});return made;',
  },
  {name: 'what comes after', body: 'let n=0;function add(x){n+=x;return next(n);}return {add,read(){return n;}};'},
  {
    name: 'loops with labels and errors',
    body: 'let n=0;function add(x){outer:for(let i=0;;i++){for(const k of [1,2,3]){if(i*k>x)break outer;n++;}}try{throw n;}catch(n){return n+1;}}return {add,read(){return n;}};',
  },
];

test.each(cases)('$name: closures and one class answer the same, and no instance knows of another', ({body}) => {
  const {closures, one} = makers(`const k=1;return function(next,shared){${body}};`);
  const answers = (make: Make): unknown[] => {
    const [a, b] = ['a', 'b'].map((name) => make((x: unknown) => `${name}${String(x)}`, {p: 3, q: [4]}));
    const found = [a!.add!(2), b!.add!(5), a!.add!(1), a!.read!(), b!.read!()];
    return JSON.parse(JSON.stringify(found)) as unknown[];
  };
  expect(answers(one)).toEqual(answers(closures));
});

test('instances share their functions', () => {
  const {one} = makers('return function(next){let n=0;function add(x){n+=x;}return {add,read(){return n;}};};');
  const [a, b] = [one(null), one(null)];
  expect(a.add).toBe(b.add);
  expect(a.read).toBe(b.read);
  expect(Object.keys(a)).toEqual(['$n']);
});

test('a name that would stand for two functions is refused', () => {
  expect(() =>
    asOneClass('return function(next){let n=0;const a={read(){return n;}},b={read(){return -n;}};return [a,b];};'),
  ).toThrow("'read' stands in one object of a module only");
});
