/** What is left of a name when camel, kebab and snake case are made equal. */
export function plainName(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}
