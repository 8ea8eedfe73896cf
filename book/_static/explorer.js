// What the explorers share: words in the page's language, sliders, numbers, and parts of a drawing.
const explorer = (() => {
  const words = (table) => table[document.documentElement.lang.startsWith("fr") ? "fr" : "en"];

  const build = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const make = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);
  const svg = (tag, attributes = {}, ...children) =>
    build(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

  // A number is shown rounded; all its digits stay beside it.
  const show = (place, value, round) => {
    place.dataset.value = value;
    place.textContent = round(value).replace("-", "\u2212");
  };
  const fixed = (digits) => (value) => (+value.toFixed(digits) + 0).toFixed(digits);
  const digits = (count) => (value) => String(+value.toPrecision(count));

  // A slider with its label and its value. The value may be finer than the slider's steps.
  let sliders = 0;
  const slider = (name, label, [min, max, step], round, changed) => {
    const id = `explorer-${++sliders}`;
    const input = make("input", { type: "range", id, min, max, step, "data-slider": name });
    const output = make("output", { for: id, "aria-live": "off", "data-name": name });
    input.addEventListener("input", () => changed(input.valueAsNumber));
    const set = (value) => {
      input.value = value;
      show(output, value, round);
    };
    return { row: make("div", { class: "slider" }, make("label", { for: id }, ...label), input, output), set };
  };

  // A sentence with numbers in it; a screen reader hears it when it has settled.
  const sentence = (pattern, rounds) => {
    const place = make("p", { class: "summary", "aria-live": "polite" });
    let waiting;
    place.say = (values) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const pieces = pattern.split(/\{(\w+)\}/).map((piece, k) => {
          if (k % 2 === 0) return piece;
          const number = make("span", { "data-name": piece });
          show(number, values[piece], rounds[piece] ?? rounds.default);
          return number;
        });
        place.replaceChildren(...pieces);
      }, 200);
    };
    return place;
  };

  // Put an explorer where its table stands; the table stays, below.
  const mount = (kind, start) => {
    for (const place of document.querySelectorAll(`.${kind}`)) {
      place.prepend(start(JSON.parse(place.dataset.start), place.querySelectorAll("tbody tr")));
    }
  };
  return { words, make, svg, show, fixed, digits, slider, sentence, mount };
})();
