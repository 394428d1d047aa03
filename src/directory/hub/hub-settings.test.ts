import { expect, test } from "vitest";
import { hubSettings } from "./hub-settings.js";

test.each([
  [{}, "/home/me/.cache/huggingface/hub"],
  [{ XDG_CACHE_HOME: "/cache" }, "/cache/huggingface/hub"],
  [{ HF_HOME: "~/hf", XDG_CACHE_HOME: "/cache" }, "/home/me/hf/hub"],
  [{ HF_HUB_CACHE: "/blobs", HF_HOME: "/hf" }, "/blobs"],
  [{ HF_HOME: " " }, "/home/me/.cache/huggingface/hub"],
])("the cache is where Hugging Face's programs have it: %j", (environment, cache) => {
  expect(hubSettings(environment, "/home/me").cache).toBe(cache);
});

test("a mirror is taken without the slash at its end", () => {
  const { endpoint } = hubSettings({ HF_ENDPOINT: "https://mirror.example/" }, "/home/me");
  expect(endpoint).toBe("https://mirror.example");
  expect(hubSettings({}, "/home/me").endpoint).toBe("https://huggingface.co");
});

test.each([
  [{ HF_HUB_OFFLINE: "1" }, true],
  [{ TRANSFORMERS_OFFLINE: "yes" }, true],
  [{ HF_HUB_OFFLINE: "0" }, false],
  [{}, false],
])("offline as Hugging Face's programs understand it: %j", (environment, isOffline) => {
  expect(hubSettings(environment, "/home/me").isOffline).toBe(isOffline);
});

test.each(["mirror.example", "ftp://mirror.example", "https://me:word@mirror.example"])(
  "an address that is none of a hub is refused: %s",
  (HF_ENDPOINT) => {
    expect(() => hubSettings({ HF_ENDPOINT }, "/home/me")).toThrow(
      expect.objectContaining({ code: "HUB_SETTING" }),
    );
  },
);
