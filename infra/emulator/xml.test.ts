import fc from 'fast-check';
import {expect, test} from 'vitest';
import {escapeXml, textsOf, unescapeXml} from './xml.ts';

test('what is escaped comes back unchanged', () =>
  fc.assert(
    fc.property(fc.string({unit: 'grapheme'}), (text) => {
      expect(unescapeXml(escapeXml(text))).toBe(text);
    }),
  ));

test.each([
  ['&#10;&#x22;', '\n"'],
  ['&amp;lt;', '&lt;'],
])('%s reads as its characters', (xml, text) => expect(unescapeXml(xml)).toBe(text));

test('an id is found once, however often it is named', () => {
  const xml = '<a><vpcId>vpc-1</vpcId><b><vpcId>vpc-2</vpcId><vpcId>vpc-1</vpcId></b><vpcId></vpcId></a>';
  expect(textsOf(xml, 'vpcId')).toEqual(['vpc-1', 'vpc-2']);
});
