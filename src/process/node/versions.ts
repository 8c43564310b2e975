/** What this process runs on. */
export function readVersions() {
  const { node, v8, uv, openssl, modules } = process.versions;
  return { node, v8, uv, openssl, modules };
}
