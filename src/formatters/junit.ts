/** One test case of a JUnit report. */
export interface JunitCase {
  readonly name: string;
  readonly className: string;
  readonly file: string;
  readonly line: number;
  readonly durationMs: number;
  /** `failure`: what was expected is not so. `error`: it could not be tried. */
  readonly outcome: "passed" | "skipped" | "failure" | "error";
  /** For failures and errors. */
  readonly type?: string | undefined;
  readonly message?: string | undefined;
  readonly text?: string | undefined;
}

/** One suite of a JUnit report. */
export interface JunitSuite {
  readonly name: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly durationMs: number;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly JunitCase[];
}

/** What XML 1.0 cannot hold, even escaped: control characters but tab and line feeds, lone surrogates, two noncharacters. */
const NOT_XML =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\r/g, "&#13;");
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replace(/\n/g, "&#10;").replace(/\t/g, "&#9;")}"`)
    .join("");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function counts(cases: readonly JunitCase[]): Readonly<Record<string, number>> {
  const count = (outcome: JunitCase["outcome"]): number => cases.filter((each) => each.outcome === outcome).length;
  return { tests: cases.length, failures: count("failure"), errors: count("error"), skipped: count("skipped") };
}

function caseXml(each: JunitCase): string {
  const { name, className: classname, file, line, durationMs, outcome, type = outcome, message = "", text = "" } = each;
  const head = `    <testcase${attributes({ name, classname, file, line, time: seconds(durationMs) })}`;
  if (outcome === "passed") return `${head}/>`;
  if (outcome === "skipped") return `${head}><skipped/></testcase>`;
  return `${head}>\n      <${outcome}${attributes({ message, type })}>${escapeXml(text)}</${outcome}>\n    </testcase>`;
}

/** A report in the XML form of JUnit that CI systems read (testsuites, testsuite, testcase, failure, error, skipped). */
export function toJunit(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const time = seconds(suites.reduce((sum, { durationMs }) => sum + durationMs, 0));
  const body = suites.flatMap((suite) => [
    `  <testsuite${attributes({ name: suite.name, ...counts(suite.cases), time: seconds(suite.durationMs), timestamp: suite.timestamp.replace(/(\.\d+)?Z$/, "") })}>`,
    ...(suite.properties.length === 0
      ? []
      : [
          "    <properties>",
          ...suite.properties.map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
          "    </properties>",
        ]),
    ...suite.cases.map(caseXml),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts(all), time })}>`,
    ...body,
    "</testsuites>",
    "",
  ].join("\n");
}
