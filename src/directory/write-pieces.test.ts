import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { float32 } from "../base/index.js";
import { createSafetensors, writePieces, writeSafetensors } from "./index.js";

const path = temporaryFolder();

test("a file filled piece by piece has the bytes of one written at once", async () => {
  // More pieces than the system takes in one request, two of them apart from the others.
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  const tensors = Array.from({ length: 3000 }, (_, i) => {
    const data = new Float32Array(memory.buffer, 16 * i, 4).fill(i);
    return [`tensor.${String(i * 7919).padStart(9, "0")}`, float32([2, 2], data)] as const;
  });
  await writeSafetensors(path("whole"), tensors);
  const described = tensors.map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const positions = await createSafetensors(path("pieces"), described);
  const pieces = tensors.map(([name, { data }]) => ({
    position: positions.get(name) ?? 0,
    data: data as Float32Array,
  }));
  pieces.sort((a, b) => a.position - b.position);
  const late = [pieces[5], pieces[2000]].flatMap((piece) => piece ?? []);
  await writePieces(
    path("pieces"),
    pieces.filter((piece) => !late.includes(piece)),
  );
  await writePieces(path("pieces"), late);
  expect((await readFile(path("pieces"))).equals(await readFile(path("whole")))).toBe(true);
});

test("a file that is not there is told of", async () => {
  const piece = { position: 0, data: new Float32Array(1) };
  await expect(writePieces(path("none"), [piece])).rejects.toMatchObject({
    code: "FILE_UNWRITABLE",
    details: { system: "ENOENT" },
  });
});
