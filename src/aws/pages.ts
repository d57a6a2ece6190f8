/** Where a page begins: nothing for the first one. */
interface PageStart {
  readonly NextToken?: string;
}

/** Asks for page after page until there is no further one. */
export async function allPages<Page extends { readonly NextToken?: string | undefined }>(
  ask: (start: PageStart) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token === undefined ? {} : { NextToken: token });
    pages.push(page);
    token = page.NextToken;
  } while (token !== undefined);
  return pages;
}
