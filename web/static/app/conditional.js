// Asks the server which questions apply once an answer changes that decides about others, and hides the rest.
// The page comes with what is hidden at first, and the server decides again on submit.
export function startConditions(page) {
  for (const form of page.querySelectorAll("form[data-visible-url]")) {
    const deciding = new Set(form.dataset.deciding.split(" "));
    const decides = (name) => deciding.has("*") || name.split("-").some((part) => deciding.has(part));
    // One question at a time, however fast somebody answers: what changes meanwhile is asked in one more at the end.
    let isAsking = false;
    let hasChanged = false;
    const ask = async () => {
      hasChanged = true;
      if (isAsking) return;
      isAsking = true;
      while (hasChanged) {
        hasChanged = false;
        await askOnce(form);
      }
      isAsking = false;
    };
    form.addEventListener("change", (event) => {
      if (decides(event.target.name)) ask();
    });
    // A browser that goes back to a page puts other answers into it than the page came with, after it is loaded.
    window.addEventListener("pageshow", () => {
      if ([...form.elements].some((one) => decides(one.name) && isChanged(one))) ask();
    });
  }
}

async function askOnce(form) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers.entries()]) {
    if (value instanceof File) answers.delete(name);
  }
  try {
    const answer = await fetch(form.dataset.visibleUrl, { method: "POST", body: answers });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { hidden, live } = await answer.json();
    hide(form, new Set(hidden));
    say(form, live);
  } catch {
    // Without an answer everything is asked: the server decides on submit.
    hide(form, new Set());
  }
}

function hide(form, hidden) {
  for (const part of form.querySelectorAll("[data-field]")) {
    part.toggleAttribute("data-hidden", hidden.has(part.dataset.field));
  }
}

// Texts that follow the answers: the server has written and cleaned them.
function say(form, live) {
  for (const part of form.querySelectorAll("[data-live]")) {
    const words = live[part.dataset.live];
    if (words !== undefined && part.innerHTML !== words) part.innerHTML = words;
  }
}

function isChanged(box) {
  if (box.type === "radio" || box.type === "checkbox") return box.checked !== box.defaultChecked;
  if (box.tagName === "SELECT") return !([...box.options].find((one) => one.defaultSelected) ?? box.options[0]).selected;
  return box.defaultValue !== undefined && box.value !== box.defaultValue;
}
