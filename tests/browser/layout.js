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
  return faults;
}
