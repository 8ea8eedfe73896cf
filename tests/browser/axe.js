// What axe-core finds on a page, run inside the page in light or dark mode. Returns one sentence for each violation, and
// the looks of text whose contrast it found enough: given back with the next page, they are not measured again.
// A mode changes colours and nothing else, so the rules on structure run once, in light.
async ([mode, measured]) => {
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

  // Contrast is nine tenths of the work, and is the same for all text of one look: ink, letters, and what lies behind.
  const known = new Set(measured);
  const looks = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const look = [color, fontSize, fontWeight, element.checkVisibility({ opacityProperty: true, visibilityProperty: true })];
    for (let box = element; box; box = box.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(box);
      look.push(backgroundColor, backgroundImage, opacity);
    }
    const key = look.filter((value) => value !== "rgba(0, 0, 0, 0)" && value !== "none" && value !== "1").join();
    if (!known.has(key) && !looks.has(key)) looks.set(key, element);
  }
  const options = { resultTypes: ["violations"], preload: false };
  const results = [];
  if (looks.size) results.push(await axe.run({ include: [...looks.values()] }, { ...options, runOnly: ["color-contrast"] }));
  const enough = results.every(({ violations }) => !violations.length) ? [...looks.keys()] : [];
  if (mode === "dark") results.push(await axe.run({ ...options, runOnly: ["link-in-text-block"] }));
  else {
    // The second rule is off by default, and one of Lighthouse's.
    const rules = { "color-contrast": { enabled: false }, "label-content-name-mismatch": { enabled: true } };
    results.push(await axe.run({ ...options, rules }));
  }
  const faults = results
    .flatMap(({ violations }) => violations)
    .flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `axe, ${impact}: ${id}: ${html.replace(/\s+/g, " ").slice(0, 120)}`));
  return [faults, enough];
}
