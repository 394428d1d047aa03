/** Whether a name can be that of a model on the hub: `name` or `organisation/name`. */
export function isHubName(name: string): boolean {
  const part = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?";
  return (
    name.length <= 96 &&
    new RegExp(`^${part}(/${part})?$`).test(name) &&
    !/--|\.\.|\.git$/.test(name)
  );
}

/** Whether a text can be a branch, a tag or a commit: it becomes a path in the cache. */
export function isRevision(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/.test(text) && !/\.\.|\/\/|\/$|\/\./.test(text);
}

/** Whether a revision is the full hash of a commit. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** The folder of a model in the cache. */
export const cacheFolder = (name: string): string => `models--${name.replaceAll("/", "--")}`;
