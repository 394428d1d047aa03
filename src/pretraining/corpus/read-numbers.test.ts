import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { readNumbers } from "./read-numbers.js";

const path = temporaryFolder();

test.each([1, 5, 8, 24, 1000])("numbers are the same in pieces of %i bytes", async (pieceBytes) => {
  const numbers = Float64Array.from({ length: 13 }, (_, at) => 1e9 * at + 0.5);
  const bytes = new Uint8Array(numbers.buffer);
  await writeFile(path("whole.bin"), bytes);
  expect(await readNumbers(path("whole.bin"), { pieceBytes })).toEqual(numbers);
  await writeFile(path("cut.bin"), bytes.subarray(0, -3));
  expect(await readNumbers(path("cut.bin"), { pieceBytes })).toEqual(numbers.slice(0, -1));
  await writeFile(path("empty.bin"), "");
  expect(await readNumbers(path("empty.bin"), { pieceBytes })).toHaveLength(0);
});
