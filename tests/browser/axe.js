// What axe-core finds on a page, run inside the page in light or dark mode. Returns one sentence for each violation.
async () => {
  // Axe measures every element against all others. Colours hang on the class alone, so one token of a kind is enough
  // for all listings; the reference writes its hundreds of entries by one template; and a formula is thousands of
  // elements that all look like its first.
  const seen = new Set();
  for (const token of document.querySelectorAll(".highlight span[class]")) {
    const kind = `${token.closest(".highlight").parentElement.className} ${token.className}`;
    if (seen.has(kind)) token.replaceWith(...token.childNodes);
    seen.add(kind);
  }
  for (const entry of [...document.querySelectorAll("section > dl.py")].slice(50)) entry.remove();
  for (const formula of [...document.querySelectorAll("mjx-container")].slice(3)) formula.replaceChildren();
  const { violations } = await axe.run({
    resultTypes: ["violations"],
    preload: false,
    // Off by default, and one of Lighthouse's.
    rules: { "label-content-name-mismatch": { enabled: true } },
  });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `axe, ${impact}: ${id}: ${html.replace(/\s+/g, " ").slice(0, 120)}`));
}
