import type { Operation } from "../client/operation.ts";
import { defineCommand } from "../kernel/command.ts";
import { mutate, warnUnconfirmed } from "../kernel/mutate.ts";
import { OPERATIONS } from "../model/operations.ts";
import { checkDocument } from "./api/check-document.ts";
import { chooseOperation } from "./api/document.ts";
import { guardMutation, irreversibleOf } from "./api/guard.ts";
import { cursorVariable, type Data } from "./api/pages.ts";
import { readRequest } from "./api/read-request.ts";
import { openRequestTalk } from "./api/request-talk.ts";
import { ask, dataView, runPages } from "./api/run-query.ts";

export const command = defineCommand({
  name: "api",
  summary: "Send a GraphQL document of your own, checked against the schema first",
  description:
    "Whatever the commands do not offer. The document comes from FILE, from stdin (-), from the argument itself if it holds a brace, from -f query=..., or with --operation it is the one that bwp itself sends. Exactly one operation is run. It is checked, with its variables, against the schema of the version before anything is sent, each mistake with line and column.\n\n-F reads true, false, null and numbers (exactly, 10.10 stays 10.10) and @FILE as the content of a file; -f always gives a text. Keys may be nested: input.orderId=..., input[orderId]=..., ids[]=....\n\nThe result is the data of the answer. With errors the exit code says so, and what data came is printed all the same. Mutations need --allow-mutations, and on production a confirmation as well.",
  operations: [],
  mutates: true,
  arguments: { file: { value: "FILE", summary: "File with a GraphQL document, the document itself, or - for stdin" } },
  options: {
    operation: {
      type: "string",
      value: "NAME",
      suggestions: Object.keys(OPERATIONS),
      summary: "Send bwp's own document of this operation",
    },
    operationName: {
      type: "string",
      value: "NAME",
      summary: "Which operation of the document to run, if it has several",
    },
    field: {
      type: "string",
      short: "F",
      value: "KEY=VALUE",
      multiple: true,
      commas: false,
      summary: "A variable, typed",
    },
    rawField: {
      type: "string",
      short: "f",
      value: "KEY=TEXT",
      multiple: true,
      commas: false,
      summary: "A variable, as text",
    },
    variables: { type: "string", value: "FILE", summary: "Variables from a JSON or YAML file, or - for stdin" },
    allowMutations: { type: "boolean", summary: "Let a mutation run" },
    paginate: {
      type: "boolean",
      summary: "Get all pages of a connection, as one answer; with -o ndjson a line each. Needs $after and pageInfo",
    },
    include: { type: "boolean", short: "i", summary: "Show status and headers of each answer on stderr" },
    verbose: { type: "boolean", summary: "Show request and answer on stderr, with secrets masked" },
    noValidate: { type: "boolean", summary: "Do not check document and variables against the schema" },
  },
  output: { "*": "the data of the answer, as the document selects it; --query selects from it" },
  errors: {
    invalid_document: "it does not fit the schema, or is no GraphQL; nothing was sent (exit 2)",
    invalid_variables: "the variables do not fit; nothing was sent (exit 2)",
    mutation_not_allowed: "a mutation without --allow-mutations (exit 2)",
    which_operation: "several operations: add --operation-name (exit 2)",
    not_paginated: "--paginate: no variable for the cursor, or no pageInfo (exit 2)",
  },
  examples: [
    {
      command: "bwp api '{ eventSubscriptions { edges { node { id } } } }'",
      note: "A document on the command line",
    },
    {
      command: "bwp api order.graphql -f orderIdentifier.orderId=322-ABC1-AAAAAA --query order.metadata",
      note: "From a file",
    },
    {
      command:
        "bwp api --operation eventSubscriptions -F first=50 --paginate --query 'eventSubscriptions.edges[].node.id'",
      note: "A document of bwp, all pages",
    },
    {
      command: "bwp api start.graphql --variables input.yaml --allow-mutations --dry-run",
      note: "What a mutation would send",
    },
  ],
  async run(context, { args, options }) {
    const { apiVersion } = await context.profile();
    const { text: written, variables } = await readRequest(context, { ...args, ...options }, apiVersion);
    const chosen = chooseOperation(written, options.operationName);
    guardMutation(chosen, options.allowMutations || context.globals.dryRun);
    const cursor = options.paginate ? cursorVariable(chosen) : undefined;
    const unconfirmed = options.noValidate ? [] : await checkDocument(chosen, variables, apiVersion);
    const { kind, text: document, shown } = chosen;
    // The client refuses what the version has not got by name; --no-validate asks to leave that to the service.
    const name = options.noValidate ? "api" : chosen.name;
    const operation: Operation<Data, Data> = { name, kind, version: apiVersion, document, shown };
    const talk = openRequestTalk(context, await context.api(), options);
    if (kind === "mutation" || context.globals.dryRun) {
      talk.request(operation, variables);
      const irreversible = irreversibleOf(chosen);
      const data = await mutate(context, {
        operation,
        variables,
        what: `run the mutation ${chosen.rootFields.join(", ")}`,
        unconfirmed,
        onAnswer: talk.answer,
        showDocument: true,
        ...(irreversible === undefined ? {} : { irreversible }),
      });
      if (data !== undefined) await context.output.result(data, dataView);
      return;
    }
    await warnUnconfirmed(context, { unconfirmed });
    if (cursor !== undefined) return runPages(context, { operation, variables, cursor, talk });
    await context.output.result(await ask(context, operation, variables, talk), dataView);
  },
});
