/** The option that says what the emulator's events carry in `data`. */
export const EVENT_DATA_OPTION = {
  type: "string",
  value: "DATA",
  choices: ["thin", "full"],
  default: "thin",
  summary: "What events carry in data: thin, nothing, as in production samples; full, as in the newer event pages",
} as const;
