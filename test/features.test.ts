import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FeatureOptions, openFeatures } from "../src/prediction/index.js";
import { worstDifference } from "./reference/compare.js";
import { tinyBert } from "./tiny-bert.js";

/** Vectors of PyTorch; see make_features.py. */
const {
  texts,
  cases,
}: {
  readonly texts: readonly string[];
  readonly cases: readonly (FeatureOptions & { readonly vectors: readonly unknown[] })[];
} = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures/features.json"), "utf8"));

const tolerance = { absolute: 1e-5, relative: 1e-5 };

describe("vectors out of an encoder", () => {
  test.each(
    cases.map((each) => ({ ...each, title: JSON.stringify({ ...each, vectors: undefined }) })),
  )("are PyTorch's with $title", async ({ vectors, title, ...options }) => {
    const features = await openFeatures(tinyBert, { ...options, engine: "onnxruntime" });
    const came =
      options.pooling === "none"
        ? (await features.embedTokens(texts)).map((tokens) =>
            tokens.flatMap(({ vector }) => [...vector]),
          )
        : (await features.embed(texts)).map((vector) => [...vector]);
    await features.close();
    for (const [index, wanted] of vectors.entries()) {
      const numbers = (wanted as number[]).flat(2) as number[];
      expect(came[index], texts[index]).toHaveLength(numbers.length);
      expect(worstDifference(came[index] ?? [], numbers, tolerance), texts[index]).toBeUndefined();
    }
  });

  test("come out of a model that is named as well", async () => {
    const open = (model: string) => openFeatures(model, { engine: "onnxruntime" });
    const named = await open("berth-mini-en");
    const inFolder = await open(join(import.meta.dirname, "../models/berth-mini-en"));
    expect(await named.embed(["a bat"])).toEqual(await inFolder.embed(["a bat"]));
    await Promise.all([named.close(), inFolder.close()]);
  });

  test("of the same word at the same place differ by what stands around it, but for the embeddings", async () => {
    const sentences = ["the bat flew by as he swung", "the bat was warm and lovely"];
    const of = async (layers: string): Promise<Float32Array[]> => {
      const asked = { pooling: "none", layers, engine: "onnxruntime" } as const;
      const features = await openFeatures(tinyBert, asked);
      const found = await features.embedTokens(sentences);
      await features.close();
      return found.map((tokens) => {
        const place = tokens.findIndex(({ start }) => start === sentences[0]?.indexOf("bat"));
        expect(place).toBe(2);
        return tokens[place]?.vector ?? new Float32Array(0);
      });
    };
    const [word = [], same = []] = await of("0");
    expect(word).toHaveLength(32);
    expect(worstDifference(word, same, { absolute: 1e-6, relative: 0 })).toBeUndefined();
    const [flew = [], warm = []] = await of("-1");
    expect(worstDifference(flew, warm, { absolute: 0.01, relative: 0 })).toBeDefined();
  });

  test("of many texts at once are those of each by itself, in their order", async () => {
    const many = Array.from({ length: 600 }, (_, at) => `${"the bat ".repeat(at % 9)}box ${at}`);
    const features = await openFeatures(tinyBert, { engine: "onnxruntime" });
    const all = await features.embed(many);
    expect(all).toHaveLength(600);
    for (const at of [0, 255, 256, 257, 511, 512, 599]) {
      const [alone = []] = await features.embed([many[at] ?? ""]);
      expect(worstDifference(all[at] ?? [], alone, tolerance), String(at)).toBeUndefined();
    }
    await features.close();
  });

  test("of tokens name the tokens' places", async () => {
    const [, , sentence = ""] = texts;
    const features = await openFeatures(tinyBert, { pooling: "none", engine: "onnxruntime" });
    const [tokens = []] = await features.embedTokens([sentence]);
    await features.close();
    for (const { token, start, end } of tokens.slice(1, -1)) {
      expect(sentence.slice(start, end)).toBe(token.replace(/^##/, ""));
    }
  });

  test.each(["3", "-4", "1..0", "x", ""])("layers %j are refused with a code", async (layers) => {
    await expect(openFeatures(tinyBert, { layers })).rejects.toMatchObject({
      code: "LAYER_UNKNOWN",
    });
  });
});

describe("a sentence-transformers folder", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-sentences-"));
    await cp(tinyBert, folder, { recursive: true });
    const modules = ["Transformer", "Pooling", "Normalize", "Dense"].map((kind, idx) => ({
      idx,
      name: String(idx),
      path: idx === 0 ? "" : `${idx}_${kind}`,
      type: `sentence_transformers.models.${kind}`,
    }));
    await writeFile(join(folder, "modules.json"), JSON.stringify(modules));
    await writeFile(join(folder, "sentence_bert_config.json"), '{"max_seq_length": 5}');
    await mkdir(join(folder, "1_Pooling"));
    const pooling = { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false };
    await writeFile(join(folder, "1_Pooling/config.json"), JSON.stringify(pooling));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("gives pooling, normalising and length unless they are asked for otherwise", async () => {
    const features = await openFeatures(folder, { engine: "onnxruntime" });
    expect(features).toMatchObject({ pooling: "cls", normalize: true });
    expect(features.notes.join()).toContain("Dense");
    const [vector = new Float32Array(0)] = await features.embed([texts[0] ?? ""]);
    expect(features.cutCount()).toBe(1);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    await features.close();
    const asked = {
      pooling: "mean",
      normalize: false,
      maxLength: 64,
      engine: "onnxruntime",
    } as const;
    const other = await openFeatures(folder, asked);
    const [mean = []] = await other.embed([texts[0] ?? ""]);
    await other.close();
    const wanted = (cases[0]?.vectors[0] ?? []) as number[];
    expect(worstDifference(mean, wanted, tolerance)).toBeUndefined();
  });

  test("reads the files of older releases, and tells what is done with texts there and not here", async () => {
    const older = join(await mkdtemp(join(tmpdir(), "berth-older-")), "model");
    await cp(folder, older, { recursive: true });
    await rm(join(older, "sentence_bert_config.json"));
    const settings = { max_seq_length: 4, do_lower_case: true };
    await writeFile(join(older, "sentence_roberta_config.json"), JSON.stringify(settings));
    const prompts = { prompts: { query: "query: ", plain: "" }, default_prompt_name: "query" };
    await writeFile(join(older, "config_sentence_transformers.json"), JSON.stringify(prompts));
    const features = await openFeatures(older, { engine: "onnxruntime", pooling: "none" });
    const [tokens = []] = await features.embedTokens([texts[0] ?? ""]);
    await features.close();
    await rm(dirname(older), { recursive: true });
    expect(tokens).toHaveLength(4);
    expect(features.notes.join()).toContain(
      'of texts sentence-transformers makes small letters, and puts "query: " before each; Berth takes them as they are',
    );
  });

  test.each([
    [{ pooling_mode_weightedmean_tokens: true }, "weightedmean_tokens"],
    [{ pooling_mode_cls_token: true, pooling_mode_max_tokens: true }, "cls + max"],
    [{ pooling_mode: "lasttoken" }, "lasttoken"],
  ])("the pooling %j is told, as it cannot be had", async (config, told) => {
    await writeFile(join(folder, "1_Pooling/config.json"), JSON.stringify(config));
    const features = await openFeatures(folder, { engine: "onnxruntime" });
    await features.close();
    expect(features.pooling).toBe("mean");
    expect(features.notes.join()).toContain(`its pooling is ${told}, which Berth does not have`);
    const asked = await openFeatures(folder, { engine: "onnxruntime", pooling: "max" });
    await asked.close();
    expect(asked.notes.join()).not.toContain("its pooling");
  });
});
