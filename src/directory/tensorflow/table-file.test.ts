import fc from "fast-check";
import { expect, test } from "vitest";
import { BerthError, maskedCrc32c } from "../../base/index.js";
import { bundleEntry } from "./bundle-entry.js";
import { guarded, tableEntries } from "./table-file.js";

const magic = Buffer.from("57fb808b247547db", "hex");

/** A block with its trailer: kind of compression, and the sum of both. */
function sealed(content: Uint8Array, kind = 0): Buffer {
  const guardedBytes = Buffer.from([...content, kind]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(maskedCrc32c(guardedBytes));
  return Buffer.concat([guardedBytes, sum]);
}

/** A number as protobuf writes it. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

/** Entries of a block and its one restart point. */
const entries = (...bytes: readonly (readonly number[])[]): Buffer =>
  Buffer.from([...bytes.flat(), 0, 0, 0, 0, 1, 0, 0, 0]);

/** A table whose index block is this one, behind a block of data. */
function table(data: Buffer, index: Buffer): Buffer {
  const footer = Buffer.alloc(40);
  footer.set([0, 0, ...varint(data.length), ...varint(index.length - 5)]);
  return Buffer.concat([data, index, footer, magic]);
}

const handle = (start: number, length: number): number[] => {
  const place = [...varint(start), ...varint(length)];
  return [0, 1, place.length, 0x7a, ...place];
};

/** An entry with a name of so many bytes, and one that adds a number to so many bytes of the name before. */
const named = (length: number): number[] => [
  0,
  ...varint(length),
  0,
  ...new Array<number>(length).fill(0x61),
];
const after = (shared: number, place: number): number[] => {
  const name = [...Buffer.from(String(place).padStart(6, "0"))];
  return [...varint(shared), name.length, 0, ...name];
};
const tableOf = (...held: readonly (readonly number[])[]): Buffer => {
  const block = sealed(entries(...held));
  return table(block, sealed(entries(handle(0, block.length - 5))));
};

test("keys share their beginnings with the ones before", () => {
  const data = sealed(entries([0, 2, 1, 0x61, 0x62, 7], [1, 1, 1, 0x63, 8]));
  const index = sealed(entries(handle(0, data.length - 5)));
  expect([...tableEntries(table(data, index), "x")]).toEqual([
    ["ab", Buffer.from([7])],
    ["ac", Buffer.from([8])],
  ]);
});

const data = sealed(entries([0, 1, 1, 0x61, 7]));
const one = sealed(entries(handle(0, data.length - 5)));
test.each([
  [
    "a compressed block",
    table(sealed(entries([0, 1, 1, 0x61, 7]), 1), one),
    "WEIGHTS_FORMAT",
    "is compressed",
  ],
  [
    "a block behind the end",
    table(data, sealed(entries(handle(100, 20)))),
    "WEIGHTS_BROKEN",
    "a block ends at byte 120",
  ],
  [
    "an entry that leaves its block",
    table(sealed(entries([0, 99, 1, 0x61, 7])), one),
    "WEIGHTS_BROKEN",
    "leaves the block",
  ],
  [
    "a key that shares too much",
    table(sealed(entries([9, 1, 1, 0x61, 7])), one),
    "WEIGHTS_BROKEN",
    "leaves the block",
  ],
  [
    "a key twice",
    table(sealed(entries([0, 1, 1, 0x61, 7], [1, 0, 0])), sealed(entries(handle(0, 16)))),
    "WEIGHTS_BROKEN",
    'has two entries "a"',
  ],
  ["a long name", tableOf(named(4097)), "WEIGHTS_BROKEN", "has a name of 4097 bytes"],
  [
    "names that repeat one another",
    tableOf(named(4000), ...Array.from({ length: 5000 }, (_, place) => after(4000, place))),
    "WEIGHTS_BROKEN",
    "has names of more than 16777216 characters in all",
  ],
  [
    "one block many times",
    table(sealed(entries()), sealed(entries(...new Array<number[]>(20).fill(handle(0, 8))))),
    "WEIGHTS_BROKEN",
    "has blocks inside one another",
  ],
  ["no end of a table", Buffer.alloc(60), "WEIGHTS_BROKEN", "must end as the index"],
])("a table with %s is refused", (_name, bytes, code, rule) => {
  expect(() => tableEntries(bytes, "x")).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(rule) }),
  );
});

test("whatever an entry's message is, it is read or broken", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (message) => {
      try {
        guarded("x", () => bundleEntry(message));
      } catch (error) {
        expect(error).toBeInstanceOf(BerthError);
      }
    }),
    { numRuns: 1000 },
  );
});
