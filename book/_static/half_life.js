// Chapter 9: what a forget gate that stands still leaves of a memory. The numbers must be those of lstm.memory.
(() => {
  const { make, svg, fixed, digits, slider, sentence } = explorer;
  const say = explorer.words({
    en: {
      bias: "forget bias",
      lag: "lag in steps",
      steps: "steps",
      left: "left",
      others: "dotted: the table's biases",
      drawing: "What is left of a memory, falling step by step. The sentence below says its half-life.",
      summary:
        "With a bias of {bias} the gate stands at {f}. Half of the memory is left after {half} steps. " +
        "After {lag} steps, {left} of it is left.",
    },
    fr: {
      bias: "biais d'oubli",
      lag: "délai en pas",
      steps: "pas",
      left: "reste",
      others: "pointillé\u00a0: les biais du tableau",
      drawing: "Ce qui reste d'une mémoire, pas après pas. La phrase ci-dessous dit sa demi-vie.",
      summary:
        "Avec un biais de {bias}, la porte vaut {f}. Il reste la moitié de la mémoire après {half} pas. " +
        "Après {lag} pas, il en reste {left}.",
    },
  });

  const memory = (bias, lag) => {
    const f = 1 / (1 + Math.exp(-bias));
    return { bias, lag, f, half: Math.log(0.5) / Math.log(f), left: f ** lag };
  };

  const LEFT = 34;
  const RIGHT = 330;
  const TOP = 12;
  const BOTTOM = 180;
  const high = (share) => BOTTOM - share * (BOTTOM - TOP);

  const draw = (biases) => {
    const board = svg("svg", { viewBox: "0 0 340 220", role: "img", "aria-label": say.drawing });
    const add = (tag, attributes, ...children) => {
      const part = svg(tag, attributes, ...children);
      board.append(part);
      return part;
    };
    add("path", { class: "axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` });
    for (const share of [0, 0.5, 1]) add("text", { x: LEFT - 6, y: high(share) + 5, "text-anchor": "end" }, share);
    add("text", { x: 14, y: high(0.75), "text-anchor": "middle", transform: `rotate(-90 14 ${high(0.75)})` }, say.left);
    const ticks = [0, 0.5, 1].map((share) =>
      add("text", { x: LEFT + share * (RIGHT - LEFT), y: BOTTOM + 18, "text-anchor": ["start", "middle", "end"][2 * share] }),
    );
    add("text", { x: RIGHT, y: BOTTOM + 36, "text-anchor": "end" }, say.steps);
    add("text", { x: LEFT, y: BOTTOM + 36 }, say.others);
    const others = biases.map((bias) => [bias, add("path", { class: "other" })]);
    const half = add("path", { class: "half" });
    const line = add("path", { class: "curve" });
    const dot = add("circle", { class: "dot", r: 6 });

    board.light = ({ bias, lag, half: life, left }) => {
      const end = lag > 100 ? 400 : 100;
      const wide = (steps) => LEFT + (steps / end) * (RIGHT - LEFT);
      const curve = (b) => {
        const points = Array.from({ length: 149 }, (_, k) => [wide((k * end) / 148), high(memory(b, (k * end) / 148).left)]);
        return `M${points.map((point) => point.map((v) => v.toFixed(1)).join(" ")).join("L")}`;
      };
      ticks.forEach((tick, k) => (tick.textContent = (k * end) / 2));
      for (const [b, path] of others) path.setAttribute("d", curve(b));
      line.setAttribute("d", curve(bias));
      half.setAttribute("d", life > end ? "" : `M${LEFT} ${high(0.5)}H${wide(life)}V${BOTTOM}`);
      dot.setAttribute("cx", wide(lag));
      dot.setAttribute("cy", high(left));
    };
    return board;
  };

  explorer.mount("half-life", ({ biases, bias, lag }) => {
    const board = draw(biases);
    const rounds = { bias: fixed(1), lag: String, left: digits(2), default: digits(3) };
    const summary = sentence(say.summary, rounds);
    const sliders = {
      bias: slider("bias", [say.bias], [-2, 8, 0.1], fixed(1), (value) => update((bias = value))),
      lag: slider("lag", [say.lag], [1, 400, 1], String, (value) => update((lag = value))),
    };
    const update = () => {
      const values = memory(bias, lag);
      for (const [name, { set }] of Object.entries(sliders)) set(values[name]);
      board.light(values);
      summary.say(values);
    };
    update();
    const rows = Object.values(sliders).map(({ row }) => row);
    return make("div", { class: "live" }, board, summary, make("div", { class: "sliders" }, ...rows));
  });
})();
