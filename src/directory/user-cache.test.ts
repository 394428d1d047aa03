import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { freeSpace, userCacheDirectory } from "./index.js";

const path = temporaryFolder();

test.each([
  ["linux", {}, "/home/me/.cache"],
  ["linux", { XDG_CACHE_HOME: "/big/cache" }, "/big/cache"],
  ["linux", { XDG_CACHE_HOME: "not/absolute" }, "/home/me/.cache"],
  ["linux", { XDG_CACHE_HOME: "" }, "/home/me/.cache"],
  ["darwin", {}, "/home/me/Library/Caches"],
  ["darwin", { XDG_CACHE_HOME: "/big/cache" }, "/big/cache"],
  ["win32", { LOCALAPPDATA: "/local" }, "/local"],
  ["win32", {}, "/home/me/AppData/Local"],
])("on %s with %j the user's cache is in %s", (platform, environment, folder) => {
  expect(userCacheDirectory({ platform, environment, home: "/home/me" })).toBe(folder);
});

test("a folder that is not there yet has the room of the one that will hold it", async () => {
  expect(await freeSpace(path())).toBeGreaterThan(0);
  expect(await freeSpace(path("a", "b"))).toBeGreaterThan(0);
});
