// What axe-core finds on a page, run inside the page in light or dark mode. Returns one sentence for each violation, and
// the looks whose colours it found good enough: given back with the next page, they are not measured again.
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

  // Colours are nine tenths of the work, and what holds for one text holds for all of its look: ink, letters, and what
  // lies behind. A link must also stand out from the block of text around it.
  const grounds = new Map([[null, ""]]);
  const ground = (box) => {
    if (!grounds.has(box)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(box);
      const layers = [backgroundColor, backgroundImage, opacity];
      const own = layers.filter((layer) => layer !== "rgba(0, 0, 0, 0)" && layer !== "none" && layer !== "1");
      grounds.set(box, [ground(box.parentElement), ...own].join());
    }
    return grounds.get(box);
  };
  const look = (element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const visible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return [color, fontSize, fontWeight, visible, ground(element)].join();
  };
  const linked = (link) => {
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const { display, fontFamily, fontStyle, textDecoration, borderBottom } = getComputedStyle(link);
    const alone = block.textContent.trim() === link.textContent.trim();
    return [look(link), display, fontFamily, fontStyle, textDecoration, borderBottom, alone, look(block)].join();
  };
  const known = new Set(measured);
  const looks = new Map();
  const note = (key, element) => known.has(key) || looks.has(key) || looks.set(key, element);
  for (const element of document.body.querySelectorAll("*")) {
    const inked = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (inked) note(look(element), element);
    if (element.matches("a[href]")) note(linked(element), element);
  }
  const options = { resultTypes: ["violations"], preload: false };
  const colours = ["color-contrast", "link-in-text-block"];
  const results = [];
  if (looks.size) results.push(await axe.run({ include: [...looks.values()] }, { ...options, runOnly: colours }));
  const enough = results.every(({ violations }) => !violations.length) ? [...looks.keys()] : [];
  if (mode === "light") {
    const rules = Object.fromEntries(colours.map((rule) => [rule, { enabled: false }]));
    // Off by default, and one of Lighthouse's.
    rules["label-content-name-mismatch"] = { enabled: true };
    results.push(await axe.run({ ...options, rules }));
  }
  const faults = results
    .flatMap(({ violations }) => violations)
    .flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `axe, ${impact}: ${id}: ${html.replace(/\s+/g, " ").slice(0, 120)}`));
  return [faults, enough];
}
