// Lets the diagram be made larger and smaller and moved by dragging, and begins where the tokens are.
// Without this script it is shown in its own size and scrolls.
const STEPS = [25, 50, 75, 100, 150, 200, 300];
const READABLE = 75;
// Where to begin: at the chosen step, else where something failed, is under way, waits, or at the first step.
const STATES = ["failed", "live", "waits", "done"].map((state) => `.bpmn-${state}:not(.bpmn-container)`);
const PLACES = [".bpmn-chosen", ...STATES, "a"];

export function startDiagrams(page) {
  for (const figure of page.querySelectorAll("[data-diagram]")) {
    const pane = figure.querySelector(".app-diagram__pane");
    const picture = pane.querySelector("svg");
    const bar = page.createElement("div");
    bar.className = "app-diagram__bar";
    const size = page.createElement("span");
    size.className = "app-diagram__size";
    size.setAttribute("role", "status");
    const natural = Number(picture.getAttribute("width"));
    // The whole of it, unless nobody could read that.
    let step = pane.clientWidth / natural >= READABLE / 100 ? -1 : STEPS.indexOf(READABLE);
    const show = () => {
      picture.style.width = step < 0 ? "100%" : `${(natural * STEPS[step]) / 100}px`;
      figure.classList.toggle("app-diagram--zoomed", step >= 0);
      size.textContent = step < 0 ? "Fits the page" : `${STEPS[step]}%`;
    };
    const fitted = () => STEPS.findIndex((percent) => (natural * percent) / 100 > pane.clientWidth);
    const button = (text, act) => {
      const made = page.createElement("button");
      made.type = "button";
      made.className = "app-diagram__button";
      made.textContent = text;
      made.addEventListener("click", () => {
        act();
        show();
      });
      bar.append(made);
    };
    button("Larger", () => {
      const first = fitted();
      step = step < 0 ? (first < 0 ? STEPS.length - 1 : first) : Math.min(step + 1, STEPS.length - 1);
    });
    button("Smaller", () => {
      step = step < 0 ? 0 : Math.max(step - 1, 0);
    });
    button("Fit", () => {
      step = -1;
    });
    bar.append(size);
    figure.prepend(bar);
    show();
    begin(pane);
    drag(pane);
  }
}

function begin(pane) {
  const first = PLACES.map((place) => pane.querySelector(place)).find((one) => one);
  if (!first) return;
  const step = first.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  pane.scrollLeft += step.left - frame.left - frame.width / 3;
  pane.scrollTop += step.top - frame.top - frame.height / 3;
}

function drag(pane) {
  let from = null;
  pane.addEventListener("pointerdown", (press) => {
    if (press.pointerType !== "mouse" || press.button !== 0 || press.target.closest("a")) return;
    from = { x: press.clientX + pane.scrollLeft, y: press.clientY + pane.scrollTop };
    pane.setPointerCapture(press.pointerId);
  });
  pane.addEventListener("pointermove", (move) => {
    if (!from) return;
    pane.scrollLeft = from.x - move.clientX;
    pane.scrollTop = from.y - move.clientY;
  });
  for (const end of ["pointerup", "pointercancel"]) pane.addEventListener(end, () => (from = null));
}
