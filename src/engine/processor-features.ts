import { readFile } from "node:fs/promises";

/** Processor features that decide how fast bfloat16 is, under Linux's names. */
export type ProcessorFeature = "amx_bf16" | "avx512_bf16";

const known: readonly ProcessorFeature[] = ["amx_bf16", "avx512_bf16"];

/** Which of these features the processor has, as Linux reports it; none on other systems. */
export async function processorFeatures(): Promise<ProcessorFeature[]> {
  const information = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  const flags = /^flags\s*:(.*)$/m.exec(information)?.[1] ?? "";
  const present = new Set(flags.trim().split(/\s+/));
  return known.filter((feature) => present.has(feature));
}
