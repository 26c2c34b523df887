// Keys for judging, and forms that save themselves. Without this script every form has its button.
(() => {
  const typing = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const questions = () => [...document.querySelectorAll("fieldset[data-question]")];
  const open = () => questions().find((one) => !one.querySelector("input:checked"));
  // 1 to 9 choose a level of the question at hand and lead to the next one; after the last one the
  // button to go on is at hand, where digits do nothing.
  let leaving = false;
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("form[data-judge]");
    if (!form || event.altKey || event.ctrlKey || event.metaKey) return;
    if (leaving) { if (event.key === "Escape") leaving = false; else event.preventDefault(); return; }
    if (typing(event.target)) return;
    const then = form.querySelector("button[data-next]");
    const here = event.target.closest("fieldset[data-question]") || (event.target.closest("button") ? null : open());
    if (/^[1-9]$/.test(event.key) && here) {
      const level = here.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (!level) return;
      event.preventDefault();
      level.checked = true;
      level.focus();
      level.dispatchEvent(new Event("change", { bubbles: true }));
      const next = questions()[questions().indexOf(here) + 1];
      const first = next ? next.querySelector("input:checked") || next.querySelector("input") : then;
      if (first) first.focus();
    } else if (event.key === "Enter" && !event.repeat && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      form.requestSubmit(then);
    }
  });
  // A form is sent after what it is just saving has arrived, so that it does not meet itself; from
  // then on nothing of it changes until the next page is there.
  let saving = 0;
  const judged = (event) => event.target.closest("form[data-judge]");
  document.addEventListener("htmx:beforeRequest", (event) => { if (judged(event)) saving += 1; });
  document.addEventListener("htmx:afterRequest", (event) => { if (judged(event)) saving -= 1; });
  document.addEventListener("htmx:confirm", (event) => { if (leaving && judged(event)) event.preventDefault(); });
  document.addEventListener("click", (event) => { if (leaving && judged(event)) event.preventDefault(); }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-judge]")) return;
    if (leaving && leaving !== form) return;
    leaving = form;
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const wait = () => (saving ? setTimeout(wait, 20) : setTimeout(() => form.requestSubmit(event.submitter), 20));
    wait();
  }, true);
  window.addEventListener("pageshow", () => { leaving = false; });
  // What was typed is never lost: a form that was not saved asks before one leaves.
  let unsaved = !!document.querySelector("form[data-guard] .wrong");
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) unsaved = true; });
  document.addEventListener("submit", () => { unsaved = false; });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && !event.detail.xhr.responseText.includes('class="wrong"')) unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  // A button that says how many boxes of its form are chosen.
  for (const form of document.querySelectorAll("form[data-counted]")) {
    const button = form.querySelector("button[data-count]");
    const count = () => {
      const chosen = form.querySelectorAll("input[type=checkbox]:checked:enabled").length;
      button.textContent = (chosen === 1 ? button.dataset.countOne : button.dataset.count).replace("{n}", chosen);
    };
    form.addEventListener("change", count);
    count();
  }
  // What was chosen while an answer was on its way stays: the answer knows nothing of it yet.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
    const words = (within) => [...within.querySelectorAll("input[type=hidden][name^=word-]")];
    const field = (within, word) => within.querySelector(`[name="${word.name.replace("word", "means")}"]`);
    for (const word of words(target)) {
      const fresh = words(fragment).find((one) => one.name === word.name && one.value === word.value);
      if (fresh) field(fragment, fresh).value = field(target, word).value;
    }
  });
  // Cells of a spreadsheet that are pasted into a grid fill it from there; months find their row.
  document.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-grid] input");
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const grid = cell.closest("[data-grid]"), rows = [...grid.tBodies[0].rows];
    const inputs = (row) => (row ? [...row.querySelectorAll("input")] : []);
    const from = rows.indexOf(cell.closest("tr")), left = inputs(rows[from]).indexOf(cell);
    const plain = (one) => one.normalize("NFC").toLowerCase().trim().replace(/\s+/g, " ");
    const words = [...grid.tHead.rows[0].cells].map((one) => one.dataset.words.split("|"));
    let missed = 0, at = from, order = null;
    for (const line of text.replace(/\r/g, "").split("\n").filter((one) => one.trim())) {
      const cells = line.split("\t");
      const month = rows.findIndex((row) => row.dataset.month === cells[0].trim());
      if (month < 0 && at === from && !order && cells.every((one) => !/\d/.test(one))) {  // headings
        const found = cells.map((one) => words.findIndex((known) => known.includes(plain(one))));
        if (found.includes(0)) order = found;  // columns in the order of the sheet
        continue;
      }
      if (order) {
        const row = rows.findIndex((one) => one.dataset.month === (cells[order.indexOf(0)] || "").trim());
        cells.forEach((one, number) => {
          if (order[number] === 0) return;
          const place = row >= 0 && order[number] > 0 ? inputs(rows[row])[order[number] - 1] : null;
          if (place) place.value = one.trim(); else missed += one.trim() ? 1 : 0;
        });
        continue;
      }
      if (month < 0 && /^\d{4}-\d{2}$/.test(cells[0].trim())) { missed += cells.length - 1; continue; }
      if (month >= 0) { cells.shift(); at = month; }
      const places = inputs(rows[at]).slice(month >= 0 ? 0 : left);
      cells.forEach((one, number) => { if (places[number]) places[number].value = one.trim(); else missed += one.trim() ? 1 : 0; });
      at += 1;
    }
    unsaved = true;
    const said = grid.closest("form").querySelector("[data-pasted]");
    said.textContent = said.dataset.pasted.replace("{n}", missed);
  });
  // A form that takes long to fill in is kept in its tab until it is recorded.
  const draft = document.querySelector("form[data-draft]");
  if (draft) {
    const key = `draft ${location.pathname}${location.search}`;
    const fields = () => [...draft.elements].filter((one) => one.name && one.type !== "hidden");
    const stored = JSON.parse(sessionStorage.getItem(key) || "null");
    if (stored && stored.version === draft.elements.version.value) {
      let restored = false;
      for (const [at, field] of fields().entries()) {
        const was = stored.values[at];
        if (was === undefined || was.name !== field.name) continue;
        const before = field.type === "checkbox" ? field.checked : field.value;
        if (field.type === "checkbox") field.checked = was.on; else field.value = was.value;
        restored ||= before !== (field.type === "checkbox" ? field.checked : field.value);
      }
      const place = draft.querySelector("#state");  // of an answer to what was typed it stays
      if (restored && place && draft.dataset.back) place.textContent = draft.dataset.back;
    } else sessionStorage.removeItem(key);
    draft.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify({
      version: draft.elements.version.value,
      values: fields().map(({ name, value, checked }) => ({ name, value, on: checked })) })));
  }
  // The editor of a method: numbers beside its lines, marked where something is wrong.
  const editor = document.querySelector("[data-editor]");
  if (editor) {
    const area = editor.querySelector("textarea"), numbers = editor.querySelector("[data-numbers]");
    const number = () => {
      const wrong = new Set([...document.querySelectorAll("#problems [data-line]")].map((one) => Number(one.dataset.line)));
      numbers.replaceChildren(...area.value.split("\n").flatMap((_, at) => {
        const one = wrong.has(at + 1) ? document.createElement("b") : document.createTextNode(String(at + 1));
        if (wrong.has(at + 1)) one.textContent = String(at + 1);
        return [one, document.createTextNode("\n")];
      }));
      numbers.scrollTop = area.scrollTop;
    };
    area.addEventListener("input", number);
    area.addEventListener("scroll", () => { numbers.scrollTop = area.scrollTop; });
    document.addEventListener("htmx:afterSettle", number);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-line]");
      if (!link) return;
      event.preventDefault();
      const lines = area.value.split("\n"), at = Number(link.dataset.line) - 1;
      const start = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
      area.focus();
      area.setSelectionRange(start, start + (lines[at] || "").length);
      area.scrollTop = Math.max(0, area.scrollHeight * (at / lines.length) - area.clientHeight / 3);
    });
    number();
    if (area.value !== area.defaultValue) setTimeout(() => area.dispatchEvent(new Event("input", { bubbles: true })));
  }
  const told = (text) => { const place = document.querySelector("[data-saved]"); if (place) { place.textContent = text; place.classList.add("away-now"); } };
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => {
    const place = document.querySelector("[data-saved]");
    if (place) told(place.dataset.offline);
  });
})();
