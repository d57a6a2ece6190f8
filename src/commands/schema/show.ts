import { RefusedError, UsageError } from "../../errors.ts";
import { descriptionCard } from "../../formatters/schema.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { reference } from "../../kernel/reference.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { OPERATIONS } from "../../model/operations.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { Prompter } from "../../prompts/prompter.ts";
import { commandsFor } from "./commands-for.ts";
import { schemaVersion } from "./schema-version.ts";

export const command = defineCommand({
  name: "schema show",
  summary: "Explain an operation, a type or a field: signature, permission, errors, example",
  description:
    "Takes an operation (createOrder), a type (Order), a field or input field (Order.lineItems), an argument (updateOrder(input:)) or an enum value. Capitals matter only where a name exists with both: order is the query, Order the type. What a version has under another name is said, and how each thing is known: from a reference page, an example, or only inferred. Works without a profile and without a network.",
  arguments: {
    name: {
      value: "NAME",
      summary: "Operation, Type, Type.field or operation(argument:)",
      suggestions: Object.keys(OPERATIONS),
    },
  },
  output: {
    "name, kind, version, signature, description": "what it is",
    "mark.as, mark.note": "how it is known; null for a reference page",
    deprecated: "why it should not be used any more, or null",
    "versions[]": "versions that have it under this name",
    elsewhere: "what other versions call it, by version",
    "operation.interface, .permissions[], .errors[], .page": "facts on an operation, else null",
    "arguments[], members[]": "name, type, description, mark, deprecated",
    "possibleTypes[], usedBy[]": "types that it may be, and the fields and arguments that have it",
    "commands[]": "commands that reach the operation",
    example: "a document with confirmed fields, valid in this version, or null",
  },
  errors: {
    not_in_version: "another version has it; the suggestion says what it is called in this one (exit 5)",
    unknown_name: "no version has it (exit 2)",
  },
  examples: [
    { command: "bwp schema show createOrder", note: "An operation, with permission, errors and an example" },
    { command: "bwp schema show Order.packageInformation", note: "A field, and what older versions call it" },
    {
      command: "bwp schema show order --api-version 2024-01-01 --query example",
      note: "Only the example document, for an older version",
    },
  ],
  async run(context, { args }) {
    const { name } = await complete(context, {
      name: { given: args.name, flag: "NAME", ask: askName },
    });
    const version = await schemaVersion(context);
    const [{ loadSchemas }, { describe }, { findName }] = await Promise.all([
      import("../../client/schema/load-schema.ts"),
      import("../../client/schema/describe.ts"),
      import("../../client/schema/find-name.ts"),
    ]);
    const schemas = await loadSchemas();
    const found = findName(schemas, version, name);
    if (found.kind === "elsewhere") throw elsewhere(name, version, found);
    if (found.kind === "nowhere") throw nowhere(name, found);
    const described = describe(schemas, version, found.coordinate);
    if (described === undefined) throw nowhere(name, { candidates: [], members: [] });
    const commands = described.operation === null ? [] : commandsFor(described.name, Object.values(await reference()));
    await context.output.result({ ...described, commands }, () => descriptionCard(described, commands));
  },
});

function askName(prompt: Prompter): Promise<string> {
  return prompt.input("Operation, type or field", {
    check: (text) => (text === "" ? "It is needed; bwp schema list shows all names." : undefined),
  });
}

function elsewhere(
  name: string,
  version: ApiVersion,
  { versions, hint }: { readonly versions: readonly ApiVersion[]; readonly hint: string | undefined },
): RefusedError {
  return new RefusedError(`Version ${version} has no ${name}; versions that have it: ${versions.join(", ")}.`, {
    code: "not_in_version",
    suggestion: hint ?? `Choose one with --api-version ${versions.at(-1)}.`,
  });
}

function nowhere(
  name: string,
  { candidates, members }: { readonly candidates: readonly string[]; readonly members: readonly string[] },
): UsageError {
  const shown = members.slice(0, 5).join(", ");
  const asMember =
    members.length === 0 ? undefined : `Name it with its type: ${shown}${members.length > 5 ? " and others" : ""}.`;
  const message =
    asMember === undefined ? `No version has "${name}".` : `"${name}" is neither an operation nor a type.`;
  return new UsageError(message, {
    code: "unknown_name",
    suggestion: asMember ?? didYouMean(name, candidates) ?? 'See "bwp schema list" for all names.',
  });
}
