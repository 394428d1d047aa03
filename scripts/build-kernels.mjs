/**
 * Compiles the sources in assembly/ into modules under src/. The optimizers' kernels are compiled once for
 * memory of one thread, once for memory that threads share, as a module can take only one of the two.
 * With --check it writes nothing and exits 1 where a committed file differs from its source.
 */
import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const root = new URL("../", import.meta.url);
const sharedMemory = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

async function compile(name, memory = []) {
  const source = readFileSync(new URL(`assembly/${name}`, root), "utf8");
  let bytes;
  const { error, stderr } = await asc.main(
    [
      ...[name, "--outFile", "kernels.wasm", "--runtime", "stub"],
      ...["--enable", "simd", "-O3", "--importMemory", "--noAssert", ...memory],
    ],
    {
      readFile: (wanted) => (wanted === name ? source : null),
      writeFile: (written, content) => {
        if (written === "kernels.wasm") bytes = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`assembly/${name} does not compile:\n${stderr}`, { cause: error });
  return Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,92}/g)
    .map((line) => `  "${line}"`)
    .join(" +\n");
}

const generated = (source) => `Generated from assembly/${source} by scripts/build-kernels.mjs: edit there.`;

const targets = {
  "src/optimizers/kernels-wasm.ts": `/** The compiled kernels. ${generated("kernels.ts")} */
export const privateKernels =
${await compile("kernels.ts")};

/** The same loops over memory that threads share. */
export const sharedKernels =
${await compile("kernels.ts", sharedMemory)};
`,
  "src/records/near-duplicates/min-hash-wasm.ts": `/** The compiled loop. ${generated("min-hash.ts")} */
export const minHashKernel =
${await compile("min-hash.ts")};
`,
};
for (const [path, text] of Object.entries(targets)) {
  const target = new URL(path, root);
  if (!process.argv.includes("--check")) {
    writeFileSync(target, text);
  } else if (readFileSync(target, "utf8") !== text) {
    console.error(`${path} is out of date: run node scripts/build-kernels.mjs`);
    process.exitCode = 1;
  }
}
