/** SDL files come in as text: the bundler's text loader and the test runner's `?raw` both understand this form. */
declare module "*.graphql?raw" {
  const text: string;

  // biome-ignore lint/style/noDefaultExport: a text file has nothing else to export
  export { text as default };
}
