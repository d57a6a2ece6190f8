import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..", "..");

describe("the package", () => {
  it("holds only what runs, installs nothing beside it, and runs from there", () => {
    const folder = mkdtempSync(join(tmpdir(), "bwp-pack-"));
    try {
      const [packed] = JSON.parse(
        execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
          cwd: root,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        }),
      ) as [{ filename: string; files: { path: string }[] }];
      const strangers = packed.files
        .map((file) => file.path)
        .filter(
          (path) =>
            !/^(dist\/((bwp|cli|help)\.js|package\.json|chunks\/.+\.js|completions\/(ba|z|fi)sh|man\/bwp[a-z-]*\.1)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
              path,
            ),
        );
      expect(strangers).toEqual([]);
      expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).not.toHaveProperty("dependencies");

      execFileSync("tar", ["-xzf", join(folder, packed.filename), "-C", folder]);
      const run = (...words: string[]): { status: number | null; stdout: string } =>
        spawnSync(process.execPath, [join(folder, "package", "dist", "bwp.js"), ...words], {
          encoding: "utf8",
          env: { PATH: process.env.PATH, HOME: folder },
        });
      expect(run("--version")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
      for (const shell of ["bash", "zsh", "fish"]) {
        const { stdout } = run("completion", shell);
        // With one more word the command works the script out; without, it is printed as the build left it.
        expect(stdout).toBe(run("completion", shell, "--quiet").stdout);
        expect(stdout).toContain(`# Completion of bwp for ${shell}.`);
      }
      expect(run("demo", "--json")).toMatchObject({ status: 0, stdout: expect.stringContaining('"ok": true') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
