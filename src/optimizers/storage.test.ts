import { expect, test } from "vitest";
import { createStorage } from "./storage.js";

const tensors = [
  { name: "frozen", shape: [2, 3], decay: true, trained: false },
  { name: "bias", shape: [7], decay: false, trained: true },
  { name: "matrix", shape: [3, 3], decay: true, trained: true },
  { name: "scalar", shape: [], decay: false, trained: true },
  { name: "other", shape: [2, 2], decay: true, trained: true },
];
const trainedNames = ["matrix", "other", "bias", "scalar"];
const moments = ["exp_avg", "exp_avg_sq"] as const;

test("decayed tensors come first, then undecayed ones, frozen ones last", () => {
  const storage = createStorage(tensors, { moments });
  expect(storage.names).toEqual([...trainedNames, "frozen"]);
});

// 5 blocks of 16 values: a tensor fills 320 bytes, so 640 hold two tensors and 1 holds none.
test.each([
  ["one shard", 2 ** 20, 1],
  ["a few shards", 640, 2],
  ["a shard for each tensor", 1, 4],
])("views are aligned, keep apart and stay as they are in %s", (_title, shardBytes, shardCount) => {
  const storage = createStorage(tensors, { moments, accumulates: true, shardBytes });
  const viewsOf = (name: string) => [
    storage.values(name),
    storage.gradient(name),
    storage.incoming(name),
    ...moments.map((moment) => storage.moment(moment, name)),
  ];
  const views = [...trainedNames.flatMap(viewsOf), storage.values("frozen")];
  const memories = new Set(trainedNames.map((name) => storage.values(name).buffer));
  expect(memories.size).toBe(shardCount);
  expect(views.every(({ byteOffset }) => byteOffset % 64 === 0)).toBe(true);
  views.forEach((view, i) => {
    view.fill(i + 1);
  });
  const again = [...trainedNames.flatMap(viewsOf), storage.values("frozen")];
  again.forEach((view, i) => {
    expect(view).toEqual(new Float32Array(view.length).fill(i + 1));
  });
  expect(again.map(({ length }) => length)).toEqual(
    [9, 4, 7, 1].flatMap((length) => Array(5).fill(length)).concat(6),
  );
});

test("incoming gradients add up until the gradients are zeroed", () => {
  const storage = createStorage(tensors, { moments: [], accumulates: true });
  for (const part of [1, 20, 300]) {
    for (const name of trainedNames) storage.incoming(name).fill(part);
    storage.addIncoming();
  }
  for (const name of trainedNames) expect([...new Set(storage.gradient(name))]).toEqual([321]);
  storage.zeroGradients();
  for (const name of trainedNames) expect([...new Set(storage.gradient(name))]).toEqual([0]);
});

test("storage that does not accumulate takes incoming gradients as the step's own", () => {
  const storage = createStorage(tensors, { moments: [] });
  storage.incoming("bias").fill(2);
  storage.addIncoming();
  expect(storage.gradient("bias")).toEqual(new Float32Array(7).fill(2));
});

test("shared storage lies in shared memory as a whole, private storage in none of it", () => {
  for (const [shared, Block] of [
    [true, SharedArrayBuffer],
    [false, ArrayBuffer],
  ] as const) {
    const storage = createStorage(tensors, { moments, shared });
    for (const name of storage.names) expect(storage.values(name).buffer).toBeInstanceOf(Block);
  }
});

test("several threads over private memory are a fault of ours", () => {
  expect(() => createStorage(tensors, { moments, threads: 2 })).toThrow("not shared");
});

test("a name that storage does not hold is a fault of ours", () => {
  const storage = createStorage(tensors, { moments: [] });
  expect(() => storage.values("pooler")).toThrow('no tensor "pooler" in storage');
  expect(() => storage.gradient("frozen")).toThrow('no trained tensor "frozen" in storage');
  expect(() => storage.moment("exp_avg", "bias")).toThrow("storage without the moment exp_avg");
});
