// What a page of the book must satisfy, run inside the page. Returns one sentence for each fault.
// Colours depend on the mode, so this runs in light and in dark; what depends on the width is in layout.js.
async () => {
  const faults = [];
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // Solutions and hidden cells are part of the page: open them.
  all("details").forEach((element) => (element.open = true));
  all(".toggle-hidden").forEach((element) => element.classList.remove("toggle-hidden"));

  // Mathematics is typeset.
  const mathematics = all(".math");
  if (mathematics.length && !window.MathJax?.startup?.promise) faults.push("MathJax did not start");
  else if (mathematics.length) await window.MathJax.startup.promise;
  for (const element of mathematics) {
    if (!element.querySelector("mjx-container")) faults.push(`not typeset: ${short(element.textContent)}`);
  }
  for (const { math, typesetRoot } of window.MathJax?.startup?.document?.math ?? []) {
    if (typesetRoot?.querySelector("mjx-merror, [data-mjx-error]")) faults.push(`MathJax error: ${short(math)}`);
    // An unknown command is no error to MathJax: it is set in red.
    if (typesetRoot?.querySelector('[style*="color: red"]')) faults.push(`unknown TeX command: ${short(math)}`);
  }

  // Words that say that there is a picture, where the text should say what is in it.
  const medium = "plot|image|picture|figure|graph|chart|screenshot|illustration|photo|graphique|capture";
  const empty = new RegExp(`\\b(${medium})s? (of|showing|that shows|which shows|de|du|des|montrant|qui montre)\\b`, "i");

  // Images are there and say what they show. Sphinx puts the file's path where a text is missing.
  for (const image of all("img")) {
    image.loading = "eager";
    await image.decode().catch(() => {});
    const name = image.getAttribute("src");
    if (!image.naturalWidth) faults.push(`image not loaded: ${name}`);
    if (!image.alt.trim() || /\.(png|svg|jpe?g)$/.test(image.alt)) faults.push(`image without alternative text: ${name}`);
    if (empty.test(image.alt)) faults.push(`alternative text that names the medium: ${short(image.alt)}`);
  }

  // Icons are in the script, of which the book keeps only what its pages use.
  for (const icon of all("svg .missing")) faults.push(`icon missing: ${icon.ownerSVGElement.dataset.icon}`);

  // Headings form an outline: one at the top, no level skipped. The theme's own search page starts at two.
  const levels = all("article :is(h1, h2, h3, h4, h5, h6)").map((heading) => +heading.localName[1]);
  const search = location.pathname.endsWith("/search.html");
  if (!search && (levels[0] !== 1 || levels.indexOf(1, 1) > 0)) faults.push("not one heading at the top");
  if (levels.some((level, place) => level > (levels[place - 1] ?? 1) + 1)) faults.push(`heading level skipped: ${levels}`);

  // Nothing prepares a connection to the outside.
  for (const link of all("link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prefetch]")) {
    if (!link.href.startsWith("file:")) faults.push(`prepares a connection: ${link.href}`);
  }

  // Text stands out from what lies behind it (contrast as WCAG 2 defines it).
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const grounds = new Map([[null, ["white"]]]);
  const behind = (box) => {
    if (!grounds.has(box)) grounds.set(box, [...behind(box.parentElement), getComputedStyle(box).backgroundColor]);
    return grounds.get(box);
  };
  const known = new Map();
  const contrast = (layers, colour) => {
    const key = [...layers, colour].join();
    if (!known.has(key)) {
      const [low, high] = [luminance(paint(layers)), luminance(paint([...layers, colour]))].sort((a, b) => a - b);
      known.set(key, (high + 0.05) / (low + 0.05));
    }
    return known.get(key);
  };
  for (const element of all("article *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!own || element.closest("mjx-assistive-mml, svg, script, style") || !visible(element)) continue;
    const ratio = contrast(behind(element), getComputedStyle(element).color);
    if (ratio < 3) faults.push(`contrast ${ratio.toFixed(1)}: <${element.localName} class="${element.className}"> ${short(element.textContent)}`);
  }
  return faults;
}
