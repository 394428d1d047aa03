import type { PickleMachine } from "./pickle-machine.js";

type Step = (machine: PickleMachine) => void;

const HIGHEST_PROTOCOL = 5;

/** Puts what the reader gives on the stack. */
const pushing =
  (read: (machine: PickleMachine) => unknown): Step =>
  (machine) =>
    machine.push(read(machine));

const remember = ({ memo, top }: PickleMachine, place: number): void => {
  memo.set(place, top());
};

const recall = ({ memo, push, refuse }: PickleMachine, place: number): void => {
  if (!memo.has(place)) throw refuse(`takes value ${place}, which it never kept`);
  push(memo.get(place));
};

/** A tuple of the last values. */
const tuple =
  (count: number): Step =>
  ({ pop, push }) => {
    const items: unknown[] = [];
    for (let place = 0; place < count; place++) items.unshift(pop());
    push(items);
  };

const append = (machine: PickleMachine, items: readonly unknown[]): void => {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.refuse("appends to something that is no list");
  for (const item of items) list.push(item);
};

const setItems = (machine: PickleMachine, items: readonly unknown[]): void => {
  const dictionary = machine.top();
  if (!(dictionary instanceof Map) || items.length % 2 !== 0) {
    throw machine.refuse("sets items of something that is no dictionary");
  }
  for (let place = 0; place < items.length; place += 2) {
    dictionary.set(items[place], items[place + 1]);
  }
};

const addItems = (machine: PickleMachine): void => {
  const items = machine.popToMark();
  const set = machine.top();
  if (!(set instanceof Set)) throw machine.refuse("adds items to something that is no set");
  for (const item of items) set.add(item);
};

/** A whole number, little-endian, in two's complement. */
function longNumber(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const byte of [...bytes].reverse()) value = (value << 8n) | BigInt(byte);
  const signed = BigInt.asIntN(8 * bytes.length, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

const isText = (value: unknown): value is string => typeof value === "string";

/** The opcodes that torch.save writes, in any protocol of pickle from 2. Python's pickletools.py says what each does. */
export const pickleOpcodes: ReadonlyMap<number, Step> = new Map<number, Step>([
  [
    0x80, // PROTO
    ({ reader, refuse }) => {
      const protocol = reader.byte();
      if (protocol > HIGHEST_PROTOCOL) throw refuse(`is of protocol ${protocol}`);
    },
  ],
  [0x95, ({ reader }) => void reader.bytes(8)], // FRAME
  [0x28, ({ mark }) => mark()], // MARK
  [0x30, ({ pop }) => void pop()], // POP
  [0x31, ({ popToMark }) => void popToMark()], // POP_MARK

  [0x4e, pushing(() => null)], // NONE
  [0x88, pushing(() => true)], // NEWTRUE
  [0x89, pushing(() => false)], // NEWFALSE
  [0x4a, pushing(({ reader }) => reader.int32())], // BININT
  [0x4b, pushing(({ reader }) => reader.byte())], // BININT1
  [0x4d, pushing(({ reader }) => reader.uint16())], // BININT2
  [0x8a, pushing(({ reader }) => longNumber(reader.bytes(reader.byte())))], // LONG1
  [0x47, pushing(({ reader }) => reader.double())], // BINFLOAT
  [0x58, pushing(({ reader }) => reader.text(reader.uint32()))], // BINUNICODE
  [0x8c, pushing(({ reader }) => reader.text(reader.byte()))], // SHORT_BINUNICODE
  [0x8d, pushing(({ reader }) => reader.text(reader.length64()))], // BINUNICODE8
  [0x54, pushing(({ reader }) => reader.text(reader.uint32()))], // BINSTRING, of Python 2
  [0x55, pushing(({ reader }) => reader.text(reader.byte()))], // SHORT_BINSTRING, of Python 2
  [0x42, pushing(({ reader }) => reader.bytes(reader.uint32()))], // BINBYTES
  [0x43, pushing(({ reader }) => reader.bytes(reader.byte()))], // SHORT_BINBYTES
  [0x8e, pushing(({ reader }) => reader.bytes(reader.length64()))], // BINBYTES8

  [0x29, pushing(() => [])], // EMPTY_TUPLE
  [0x74, pushing(({ popToMark }) => popToMark())], // TUPLE
  [0x85, tuple(1)], // TUPLE1
  [0x86, tuple(2)], // TUPLE2
  [0x87, tuple(3)], // TUPLE3
  [0x5d, pushing(() => [])], // EMPTY_LIST
  [
    0x61, // APPEND
    (machine) => append(machine, [machine.pop()]),
  ],
  [0x65, (machine) => append(machine, machine.popToMark())], // APPENDS
  [0x7d, pushing(() => new Map())], // EMPTY_DICT
  [
    0x73, // SETITEM
    (machine) => {
      const value = machine.pop();
      setItems(machine, [machine.pop(), value]);
    },
  ],
  [0x75, (machine) => setItems(machine, machine.popToMark())], // SETITEMS
  [0x8f, pushing(() => new Set())], // EMPTY_SET
  [0x90, addItems], // ADDITEMS
  [0x91, pushing(({ popToMark }) => new Set(popToMark()))], // FROZENSET

  [0x71, (machine) => remember(machine, machine.reader.byte())], // BINPUT
  [0x72, (machine) => remember(machine, machine.reader.uint32())], // LONG_BINPUT
  [0x94, (machine) => remember(machine, machine.memo.size)], // MEMOIZE
  [0x68, (machine) => recall(machine, machine.reader.byte())], // BINGET
  [0x6a, (machine) => recall(machine, machine.reader.uint32())], // LONG_BINGET

  [
    0x63, // GLOBAL
    pushing(({ reader, world }) => {
      const module = reader.line();
      return world.global(`${module}.${reader.line()}`);
    }),
  ],
  [
    0x93, // STACK_GLOBAL
    pushing(({ pop, world, refuse }) => {
      const name = pop();
      const module = pop();
      if (!isText(name) || !isText(module)) throw refuse("asks for a global without a name");
      return world.global(`${module}.${name}`);
    }),
  ],
  [
    0x52, // REDUCE
    pushing(({ pop, world, refuse }) => {
      const given = pop();
      if (!Array.isArray(given)) throw refuse("calls a global with something that is no tuple");
      return world.call(pop(), given);
    }),
  ],
  [0x62, ({ pop }) => void pop()], // BUILD: attributes of a dictionary or tensor, of no use here
  [0x51, pushing(({ pop, world }) => world.persistent(pop()))], // BINPERSID
]);
