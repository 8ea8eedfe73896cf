// Chapter 5: one unit of an LSTM in the reader's hands. The numbers must be those of lstm.cell; a test compares them.
(() => {
  const { make, fixed, slider, sentence } = explorer;
  const say = explorer.words({
    en: {
      i: "Input gate",
      f: "Forget gate",
      g: "Candidate",
      o: "Output gate",
      inputs: "Input and states",
      back: "Back",
      step: "Step",
      play: "Play",
      pause: "Pause",
      reset: "Reset",
      drawing: "One step of the cell with its live values. The sentence below says them.",
      summary:
        "Step {step} of {steps}. The forget gate stands at {f}: of the old cell state, {c_prev}, it keeps {kept}. " +
        "The input gate stands at {i}: of the candidate, {g}, it writes {written}. The new cell state is {c}. " +
        "The output gate stands at {o}: the hidden state is {h}.",
    },
    fr: {
      i: "Porte d'entrée",
      f: "Porte d'oubli",
      g: "Candidat",
      o: "Porte de sortie",
      inputs: "Entrée et états",
      back: "Reculer",
      step: "Avancer",
      play: "Lire",
      pause: "Pause",
      reset: "Rétablir",
      drawing: "Un pas de la cellule avec ses valeurs du moment. La phrase ci-dessous les dit.",
      summary:
        "Pas {step} sur {steps}. La porte d'oubli vaut {f}\u00a0: de l'ancien état de la cellule, {c_prev}, elle garde {kept}. " +
        "La porte d'entrée vaut {i}\u00a0: du candidat, {g}, elle inscrit {written}. Le nouvel état de la cellule est {c}. " +
        "La porte de sortie vaut {o}\u00a0: l'état caché est {h}.",
    },
  });

  const sigma = (a) => 1 / (1 + Math.exp(-a));
  const advance = ({ x, h, c }, weights) => {
    const sum = (layer) => weights[layer][0] * x + weights[layer][1] * h + weights[layer][2];
    const i = sigma(sum("i"));
    const f = sigma(sum("f"));
    const g = Math.tanh(sum("g"));
    const o = sigma(sum("o"));
    const kept = f * c;
    const written = i * g;
    const tanh = Math.tanh(kept + written);
    return { x, h_prev: h, c_prev: c, i, f, g, o, kept, written, c: kept + written, tanh, h: o * tanh };
  };

  // Where the reader is in the sequence: the step, what goes into it, the weights, and the way back.
  const journey = (start) => ({
    last: start.x.length - 1,
    rewind() {
      [this.at, this.past, this.state] = [0, [], { x: start.x[0], h: 0, c: 0 }];
    },
    reset() {
      this.rewind();
      this.weights = structuredClone(start.weights);
    },
    values() {
      return advance(this.state, this.weights);
    },
    forward() {
      if (this.at === this.last) return;
      const { h, c } = this.values();
      this.past.push(this.state);
      this.state = { x: start.x[++this.at], h, c };
    },
    back() {
      if (this.at === 0) return;
      this.at--;
      this.state = this.past.pop();
    },
  });

  // Play lights one part after the other; where motion is not wanted, it goes step by step.
  const player = (here, refresh) => {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const order = ["f", "i", "g", "c", "o", "h"];
    const play = { lit: null, running: null };
    let part;
    const tick = () => {
      if (part < order.length) play.lit = order[part++];
      else if (here.at === here.last) return play.stop();
      else {
        [part, play.lit] = [still.matches ? order.length : 0, null];
        here.forward();
      }
      refresh();
    };
    play.start = () => {
      if (here.at === here.last) here.rewind();
      part = still.matches ? order.length : 0;
      play.running = setInterval(tick, still.matches ? 2000 : 700);
      refresh();
    };
    play.stop = () => {
      clearInterval(play.running);
      [play.running, play.lit] = [null, null];
      refresh();
    };
    return play;
  };

  const press = (name, action) => {
    const button = make("button", { type: "button", class: "btn btn-sm", "data-press": name }, say[name]);
    button.addEventListener("click", action);
    return button;
  };

  // Five groups of sliders; `move` changes something and refreshes the page.
  const sliders = (here, move) => {
    const sign = (letter, below) => [make("span", {}, letter), make("sub", {}, below)];
    const state = (name, letter, below, most, step) => {
      const made = slider(name, sign(letter, below), [-most, most, step], fixed(2), (value) =>
        move(() => (here.state[letter] = value)),
      );
      return { ...made, refresh: () => made.set(here.state[letter]) };
    };
    const weight = (layer, letter, k) => {
      const most = letter === "b" ? 8 : 4;
      const made = slider(letter + layer, sign(letter, layer), [-most, most, 0.1], fixed(1), (value) =>
        move(() => (here.weights[layer][k] = value)),
      );
      return { ...made, refresh: () => made.set(here.weights[layer][k]) };
    };
    const layer = (name) => ["W", "U", "b"].map((letter, k) => weight(name, letter, k));
    return {
      inputs: [
        state("x", "x", "t", 2, 0.05),
        state("h_prev", "h", "t\u22121", 1, 0.01),
        state("c_prev", "c", "t\u22121", 4, 0.01),
      ],
      f: layer("f"),
      i: layer("i"),
      g: layer("g"),
      o: layer("o"),
    };
  };
  const group = ([name, list]) => {
    const letter = name === "inputs" ? [] : [" ", make("i", {}, name)];
    const legend = make("legend", {}, say[name], ...letter);
    return make("fieldset", { class: `of-${name}` }, legend, ...list.map(({ row }) => row));
  };

  explorer.mount("cell-explorer", (start, rows) => {
    const here = journey(start);
    const board = drawCell(say.drawing);
    const summary = sentence(say.summary, { step: String, steps: String, default: fixed(2) });
    const move = (change) => {
      change();
      refresh();
    };
    const play = player(here, () => refresh());
    const buttons = {
      back: press("back", () => move(() => (play.stop(), here.back()))),
      step: press("step", () => move(() => (play.stop(), here.forward()))),
      play: press("play", () => (play.running ? play.stop() : play.start())),
      reset: press("reset", () => move(() => (play.stop(), here.reset()))),
    };
    const groups = sliders(here, move);
    const refresh = () => {
      const values = here.values();
      board.light(values, play.lit);
      for (const each of Object.values(groups).flat()) each.refresh();
      rows.forEach((row, k) => row.setAttribute("aria-current", k === here.at ? "step" : "false"));
      buttons.back.setAttribute("aria-disabled", here.at === 0);
      buttons.step.setAttribute("aria-disabled", here.at === here.last);
      buttons.play.textContent = play.running ? say.pause : say.play;
      summary.say({ ...values, step: here.at + 1, steps: here.last + 1 });
    };
    here.reset();
    refresh();
    const stage = make("div", { class: "stage" }, board, make("div", { class: "buttons" }, ...Object.values(buttons)));
    return make("div", { class: "live" }, stage, summary, make("div", { class: "sliders" }, ...Object.entries(groups).map(group)));
  });
})();
