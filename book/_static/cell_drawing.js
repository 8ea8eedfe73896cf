// Chapter 5: the drawing of one step of an LSTM with one unit, lit by its values.
const drawCell = (() => {
  const { svg, show, fixed } = explorer;

  // The drawing: [parts it belongs to, the value that flows, its path]; an arrow's head is part of the path.
  const UP = "m-4 7l4-7l4 7";
  const DOWN = "m-4-7l4 7l4-7";
  const RIGHT = "m-7-4l7 4l-7 4";
  const LINES = [
    ["x f i g o", "h_prev", "M4 272H256"],
    ["x f i g o", "x", "M101 322V272"],
    ["f", "", `M70 272V241${UP}`],
    ["i", "", `M132 272V241${UP}`],
    ["g", "", `M194 272V241${UP}`],
    ["o", "", `M256 272V241${UP}`],
    ["c", "c_prev", "M4 50H60"],
    ["c", "kept", "M80 50H184"],
    ["c", "c", `M204 50H336${RIGHT}`],
    ["f c", "f", `M70 196V60${UP}`],
    ["i c", "i", `M132 196V140H184${RIGHT}`],
    ["g c", "g", `M194 196V150${UP}`],
    ["c i g", "written", `M194 130V60${UP}`],
    ["h", "tanh", `M312 50V130${DOWN}`],
    ["o h", "o", `M256 196V140H302${RIGHT}`],
    ["h", "h", `M312 150V322${DOWN}`],
  ];
  const SIGNS = [
    ["f c", "×", 70, 50],
    ["c", "+", 194, 50],
    ["c i g", "×", 194, 140],
    ["h o", "×", 312, 140],
  ];
  const [FLOOR, HIGH] = [240, 44]; // of a layer's box
  const LAYERS = { f: 70, i: 132, g: 194, o: 256 };
  // [parts, the value, its name and subscript, place, anchor]
  const NUMBERS = [
    ["x f i g o", "h_prev", "h", "t\u22121", 4, 294, "start"],
    ["x f i g o", "x", "x", "t", 108, 316, "start"],
    ["c f", "c_prev", "c", "t\u22121", 2, 34, "start"],
    ["c f", "kept", "f c", "", 134, 34, "middle"],
    ["c h", "c", "c", "t", 338, 34, "end"],
    ["f c", "f", "", "", 76, 172, "start"],
    ["i c", "i", "", "", 138, 172, "start"],
    ["g c", "g", "", "", 200, 172, "start"],
    ["o h", "o", "", "", 262, 172, "start"],
    ["c i g", "written", "i g", "", 200, 100, "start"],
    ["h", "tanh", "", "", 306, 122, "end"],
    ["h", "h", "h", "t", 304, 316, "end"],
  ];

  const lines = (add) =>
    LINES.map(([parts, value, d]) => [value, add(parts, "path", { d, class: `of-${parts[0]}` })]);

  const signs = (add) => {
    for (const [parts, sign, x, y] of SIGNS) {
      const circle = svg("circle", { cx: x, cy: y, r: 10 });
      add(parts, "g", { class: `sign of-${parts[0]}` }, circle, svg("text", { x, y: y + 6 }, sign));
    }
    const box = svg("rect", { x: 290, y: 76, width: 44, height: 22, rx: 4 });
    add("h", "g", { class: "sign of-h" }, box, svg("text", { x: 312, y: 92 }, "tanh"));
  };

  const layers = (add) =>
    Object.entries(LAYERS).map(([name, x]) => {
      const level = svg("rect", { class: "level", x: x - 26, width: 52, "data-level": name });
      const edge = svg("rect", { class: "edge", x: x - 26, y: FLOOR - HIGH, width: 52, height: HIGH, rx: 4 });
      const letter = svg("text", { x, y: 215, class: "letter" }, name);
      const squash = svg("text", { x, y: 233 }, name === "g" ? "tanh" : "\u03c3");
      add(name, "g", { class: `layer of-${name}` }, level, edge, letter, squash);
      return [name, level];
    });

  const numbers = (add) =>
    NUMBERS.map(([parts, value, letter, below, x, y, anchor]) => {
      const name = svg("tspan", { class: "letter" }, letter);
      const index = svg("tspan", { class: "below", dy: below ? 4 : 0 }, below);
      const number = svg("tspan", { "data-name": value, dx: letter ? 5 : 0, dy: below ? -4 : 0 });
      add(parts, "text", { x, y, "text-anchor": anchor }, name, index, number);
      return [value, number];
    });

  // A gate fills from below, the candidate from its middle, up or down.
  const fill = (level, name, value) => {
    const height = (name === "g" ? HIGH / 2 : HIGH) * Math.abs(value);
    const top = name === "g" ? FLOOR - HIGH / 2 - (value > 0 ? height : 0) : FLOOR - height;
    level.setAttribute("height", height);
    level.setAttribute("y", top);
  };

  return (title) => {
    const board = svg("svg", { viewBox: "0 14 340 316", role: "img", "aria-label": title });
    const add = (parts, tag, attributes, ...children) => {
      const part = svg(tag, { "data-parts": parts, ...attributes }, ...children);
      board.append(part);
      return part;
    };
    const drawn = { lines: lines(add), signs: signs(add), layers: layers(add), numbers: numbers(add) };
    board.light = (values, lit) => {
      for (const [name, path] of drawn.lines) {
        path.style.strokeWidth = 1.5 + 3 * Math.min(1, Math.abs(values[name] ?? 0));
      }
      for (const [name, level] of drawn.layers) fill(level, name, values[name]);
      for (const [name, number] of drawn.numbers) show(number, values[name], fixed(2));
      board.dataset.lit = lit ?? "";
    };
    return board;
  };
})();
