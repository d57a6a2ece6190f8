import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** What only an emulator has: controls, its clock, faults, exports. */
export const EMULATOR_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "tracker-control",
    "POST /_emulator/trackers",
    "decided",
    "Moves trackers as packageTrackerState does, but at once, and those of return packages too; DELIVERED moves the package, after the event of the tracker.",
    "No documented operation moves the tracker of a return package.",
  ),
  entry(
    "tracker-limit",
    "updateOrderPackageInformation, POST /_emulator/trackers",
    "decided",
    "After a final code or 50 milestones a tracker answers UpdatePackageTrackerLimitExceeded.",
    "The limit is unseen.",
  ),
  entry(
    "clock-moves",
    "POST /_emulator/clock",
    "decided",
    "What is due on the way happens at its own time; the clock never goes back; tokens age with it.",
    "One time for everything.",
  ),
  entry(
    "faults-memory",
    "faults",
    "decided",
    "Faults are kept in memory: a restart and a reset begin without any.",
    "A forgotten fault must not outlive its emulator.",
  ),
  entry(
    "faults-order",
    "faults",
    "decided",
    "Every delay that fits strikes, and the first fault of another kind; for events the first that fits.",
    "Simple to foresee.",
  ),
  entry(
    "faults-star",
    "faults",
    "decided",
    "* means every operation, and not the token endpoint, which is called token.",
    "Tokens fail in other ways.",
  ),
  entry(
    "faults-words",
    "faults",
    "decided",
    "Messages of throttle and internal are made up; throttled tokens answer 429.",
    "Unseen.",
  ),
  entry(
    "faults-reorder",
    "events",
    "decided",
    "A reordered event waits for the next event, at most five seconds of the clock.",
    "It must arrive in the end.",
  ),
  entry(
    "faults-duplicate",
    "events",
    "decided",
    "A duplicate has the same ids in envelope and body.",
    "EventBridge delivers at least once.",
  ),
  entry(
    "state-secrets",
    "export",
    "decided",
    "Keys, tokens, credentials for webhooks and faults are not part of an export.",
    "Fixtures are shared.",
  ),
];
