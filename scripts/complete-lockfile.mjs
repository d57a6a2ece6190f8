/**
 * Completes package-lock.json after `npm install` against a registry that does not serve the optional
 * packages of other platforms: npm then leaves them out of the lock file, and `npm ci` refuses it.
 * Each missing one is listed with its version, operating system and processor, as npm itself would.
 */
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = [
  "arm64",
  "arm",
  "armv7",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = [];
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path]) continue;
    const words = name.split("/").at(-1).split("-");
    const processor =
      PROCESSORS.find((word) => words.includes(word)) ??
      (words.some((word) => word.startsWith("arm")) ? "arm" : undefined);
    const system = SYSTEMS.find((word) => words.includes(word));
    if (!processor && !system) continue;
    lock.packages[path] = {
      version: version.replace(/^[\^~]/, ""),
      ...(processor ? { cpu: [processor] } : {}),
      dev: true,
      license: entry.license,
      optional: true,
      ...(system ? { os: [system] } : {}),
      ...(words.includes("musl") ? { libc: ["musl"] } : words.includes("gnu") ? { libc: ["glibc"] } : {}),
    };
    added.push(path);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`${added.length} platform packages added to package-lock.json\n`);
