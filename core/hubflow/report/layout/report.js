// Sections become tabs; a link into a hidden part opens what it leads to.
(() => {
  const list = document.querySelector(".tabs");
  const tabs = list ? [...list.children] : [];
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
  const show = (chosen, focus) => {
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === chosen));
      tab.tabIndex = i === chosen ? 0 : -1;
      panels[i].classList.toggle("away", i !== chosen);
    });
    if (focus) tabs[chosen].focus();
    list.scrollTo({ left: tabs[chosen].offsetLeft - list.offsetLeft - 40 });
  };
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const at = target ? panels.findIndex((panel) => panel.contains(target)) : -1;
    if (at >= 0) show(at, false);
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (target && at >= 0) target.scrollIntoView();
  };
  if (list) {
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", list.parentElement.getAttribute("aria-label"));
    tabs.forEach((tab, i) => {
      tab.id = `tab-${i}`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panels[i].id);
      panels[i].setAttribute("role", "tabpanel");
      panels[i].setAttribute("aria-labelledby", tab.id);
      tab.addEventListener("click", (event) => { event.preventDefault(); show(i, true); history.replaceState(null, "", tab.hash); });
      tab.addEventListener("keydown", (event) => {
        const to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (event.key === " ") { event.preventDefault(); show(i, true); }
        if (to === undefined) return;
        event.preventDefault();
        show((to + tabs.length) % tabs.length, true);
      });
    });
    document.documentElement.classList.add("tabbed");
    show(0, false);
  }
  // On a telephone each row of a table becomes a card; its roles keep it a table for screen readers.
  for (const table of document.querySelectorAll(".table > table:not(.matrix)")) {
    const headings = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
    if (headings.length < 3) continue;
    table.classList.add("cards-of");
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody")) part.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      if (!row.querySelector("th")) row.querySelector("td:not(.right)")?.classList.add("named");
    }
    for (const cell of table.querySelectorAll("th, td")) {
      cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "row" ? "rowheader" : "columnheader");
      if (cell.tagName === "TD") cell.dataset.heading = headings[cell.cellIndex];
    }
  }
  const cards = document.querySelector(".cards");
  cards.addEventListener("toggle", (event) => {
    const card = event.target;
    if (event.newState !== "open" || card.querySelector(".close")) return;
    const close = document.createElement("button");
    close.className = "close";
    close.textContent = cards.dataset.close;
    close.addEventListener("click", () => card.hidePopover());
    card.append(close);
  }, true);
  addEventListener("hashchange", reveal);
  reveal();
})();
