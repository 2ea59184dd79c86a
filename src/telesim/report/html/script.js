"use strict";
(function () {
  document.documentElement.classList.add("scripted");

  // Sorting: by data-key where a cell has one, else by its text; what has neither comes last.
  function keyOf(row, at) {
    const cell = row.cells[at];
    if (cell.dataset.key !== undefined) return Number(cell.dataset.key);
    return cell.textContent.trim();
  }
  function inOrder(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    return a.localeCompare(b, undefined, { numeric: true });
  }
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, at) {
      head.querySelector("button").addEventListener("click", function () {
        const falls = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = Array.from(body.rows);
        rows.sort(function (a, b) {
          const order = inOrder(keyOf(a, at), keyOf(b, at));
          return falls ? -order : order;
        });
        for (const row of rows) body.appendChild(row);
      });
    });
  }

  // Narrowing a long table to the rows with some text.
  for (const box of document.querySelectorAll("input[data-narrows]")) {
    const rows = Array.from(document.getElementById(box.dataset.narrows).tBodies[0].rows);
    const found = box.parentElement.querySelector(".found");
    box.addEventListener("input", function () {
      const wanted = box.value.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) shown += 1;
      }
      found.textContent = wanted === "" ? "" : shown + " of " + rows.length + " rows";
    });
  }

  // One chart of several, such as one for each county. On paper all are shown.
  for (const select of document.querySelectorAll("select[data-chooses]")) {
    const options = document.getElementById(select.dataset.chooses).querySelectorAll(".option");
    const choose = function () {
      for (const option of options) option.hidden = option.dataset.option !== select.value;
    };
    select.addEventListener("change", choose);
    choose();
  }
})();
