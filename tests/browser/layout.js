// Whether a page fits the width of the screen, run inside the page. Returns one sentence for each fault.
() => {
  const faults = [];
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // Nothing sticks out on the right, except inside a box that scrolls.
  const held = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (scrolls(box)) return true;
    }
    return false;
  };
  const excess = document.documentElement.scrollWidth - window.innerWidth;
  if (excess > 0) faults.push(`the page is ${excess} pixels wider than the screen`);
  for (const element of document.querySelectorAll("article *")) {
    const { right, width } = element.getBoundingClientRect();
    if (width > 1 && right > window.innerWidth + 1 && visible(element) && !held(element)) {
      faults.push(`sticks out: <${element.localName} class="${element.getAttribute("class") ?? ""}"> ${short(element.textContent)}`);
    }
  }

  // A box may scroll, but code and what it prints are seen as a whole on a laptop, equations on a phone.
  for (const [selector, least] of [["section pre", 1024], ['mjx-container[display="true"]', 390]]) {
    for (const box of window.innerWidth < least ? [] : document.querySelectorAll(selector)) {
      const cut = box.scrollWidth - box.clientWidth;
      if (cut > 1 && visible(box)) faults.push(`cut off on the right: ${short(box.textContent)}`);
    }
  }
  return faults;
}
