import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-fault.js";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a text that JSON.parse takes has no fault", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.nat({ max: 3 }), (value, indent) => {
      expect(jsonFault(JSON.stringify(value, null, indent))).toBeUndefined();
    }),
  );
});

test("a changed text that repeats no name is JSON exactly when it has no fault", () => {
  const pieces = fc.constantFrom(
    ...'{}[]",:\\/*0-+.eEtx \t\n\f\u00a0\u0001\u2028\ufeff',
    "null",
    "01",
    "\\u00g0",
  );
  const change = fc.record({ at: fc.nat(), removed: fc.nat({ max: 2 }), piece: pieces });
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary" }), change, (text, { at, removed, piece }) => {
      const position = at % (text.length + 1);
      const changed = text.slice(0, position) + piece + text.slice(position + removed);
      const fault = jsonFault(changed);
      if (fault?.repeated === undefined) expect(fault === undefined, changed).toBe(isJson(changed));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['{"a": 1, "b": {"a": 1}, "a": 2}', { offset: 24, repeated: "a" }],
  ['[{"a": 1}, {"a": 1}]', undefined],
  ['{"a": 1, "\\u0061": 1}', { offset: 9, repeated: "a" }],
  ['{"__proto__": 1, "__proto__": 1}', { offset: 17, repeated: "__proto__" }],
  ['{"constructor": 1}', undefined],
])("a name that one object holds twice is found: %s", (text, fault) => {
  expect(jsonFault(text)).toEqual(fault);
});

test("of several faults the first is told", () => {
  expect(jsonFault('{"a": 1, "a": 2,}')).toEqual({ offset: 9, repeated: "a" });
  expect(jsonFault('{"a": 1 "a": 2}')).toEqual({ offset: 8 });
});
