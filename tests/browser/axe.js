// What axe-core finds on a page, run inside the page in light or dark mode. Returns one sentence for each violation.
async () => {
  // Axe measures every element. Colours hang on the class alone, so one token of a kind is enough for all listings,
  // and a formula is thousands of elements that all look like its first.
  const seen = new Set();
  for (const token of document.querySelectorAll(".highlight span[class]")) {
    const kind = `${token.closest(".highlight").parentElement.className} ${token.className}`;
    if (seen.has(kind)) token.replaceWith(...token.childNodes);
    seen.add(kind);
  }
  for (const formula of [...document.querySelectorAll("mjx-container")].slice(3)) formula.replaceChildren();
  const { violations } = await axe.run({ resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `axe, ${impact}: ${id}: ${html.replace(/\s+/g, " ").slice(0, 120)}`));
}
