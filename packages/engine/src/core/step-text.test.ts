import {expect, test} from 'vitest';
import {isWritable, type StepText, StepWriter} from './step-text.ts';

const text = (parts: Partial<StepText>): StepText => ({constants: new Map(), variables: [], when: [], ...parts});
/** The function that the steps become, of one row: its row, or null. */
function written(steps: readonly (StepText | string)[]) {
  const writer = new StepWriter('r', 'return null;');
  for (const step of steps) {
    if (typeof step === 'string') writer.call(step);
    else writer.write(step);
  }
  const last = writer.row();
  return {writer, code: `${writer.code}\nreturn ${last};`};
}

test('a row between steps is not made where only its values are read', () => {
  const {code} = written([
    text({values: ['r[1]', 'r[0]+1']}),
    text({when: ['r[1]>2']}),
    text({values: ['r[0]', 'r[1]*2']}),
  ]);
  expect(code).not.toMatch(/q\d+\[/);
  expect(code.match(/=\[/g)).toHaveLength(1);
});

test.each([
  {name: 'a call takes the row', steps: [text({values: ['r[0]']}), 's0']},
  {name: 'a condition passes the row on', steps: [text({values: ['r[0]']}), text({when: ['k0(t,r)']})]},
  {name: 'the row made is read as one', steps: [text({values: ['r[0]'], having: 'k0(o)'})]},
])('$name: then it is made', ({steps}) => expect(written(steps).code).toMatch(/const q\d+=\[r\[0\]\];/));

test('names of steps are kept apart, constants too', () => {
  const step = (value: unknown): StepText =>
    text({constants: new Map([['k0', value]]), variables: ['x0'], values: ['(x0=r[0],x0+k0)']});
  const {writer, code} = written([step('a'), step('b')]);
  expect([...writer.constants]).toEqual([
    ['k0_0', 'a'],
    ['k0_1', 'b'],
  ]);
  expect(code).toContain('(x0_1=v0_0,x0_1+k0_1)');
});

test('what must hold of the row made may read the row that came as well', () => {
  const {code} = written([text({values: ['r[0]+1']}), text({values: ['r[0]*2'], having: 'o[0]>r[0]'})]);
  expect(code).toContain('if(!(v1_0>v0_0))return null;');
});

test('only what may drop a row skips', () => {
  expect(written([text({values: ['r[0]']})]).writer.skips).toBe(false);
  expect(written(['s0']).writer.skips).toBe(true);
});

test.each(['k0(()=>r)', 'k0("r")', 'k0(`r`)', 'k0.r', "k0('\\x72')"])(
  '%s brings names of its own: it is called',
  (code) => expect(isWritable(text({values: [code]}))).toBe(false),
);
