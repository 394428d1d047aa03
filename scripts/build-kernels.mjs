/**
 * Compiles assembly/kernels.ts into src/optimizers/kernels-wasm.ts: once for memory of one thread, once
 * for memory that threads share, as a module can take only one of the two.
 * With --check it writes nothing and exits 1 where the committed file differs from the source.
 */
import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const root = new URL("../", import.meta.url);
const target = new URL("src/optimizers/kernels-wasm.ts", root);
const sharedMemory = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

async function compile(memory) {
  const source = readFileSync(new URL("assembly/kernels.ts", root), "utf8");
  let bytes;
  const { error, stderr } = await asc.main(
    [
      ...["kernels.ts", "--outFile", "kernels.wasm", "--runtime", "stub"],
      ...["--enable", "simd", "-O3", "--importMemory", "--noAssert", ...memory],
    ],
    {
      readFile: (name) => (name === "kernels.ts" ? source : null),
      writeFile: (name, content) => {
        if (name === "kernels.wasm") bytes = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`assembly/kernels.ts does not compile:\n${stderr}`, { cause: error });
  return Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,92}/g)
    .map((line) => `  "${line}"`)
    .join(" +\n");
}

const text = `/** The compiled kernels. Generated from assembly/kernels.ts by scripts/build-kernels.mjs: edit there. */
export const privateKernels =
${await compile([])};

/** The same loops over memory that threads share. */
export const sharedKernels =
${await compile(sharedMemory)};
`;
if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (readFileSync(target, "utf8") !== text) {
  console.error("src/optimizers/kernels-wasm.ts is out of date: run node scripts/build-kernels.mjs");
  process.exitCode = 1;
}
