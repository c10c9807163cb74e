// Search, menus and sorting for every <table data-table>; without it the table stands in full.
(function () {
  "use strict";

  function value(cell) {
    return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  }

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) {
      element.setAttribute(name, attributes[name]);
    });
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function enhance(table) {
    var head = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    var language = document.documentElement.lang;
    var collator = new Intl.Collator(language, { numeric: true });
    var texts = rows.map(function (row) {
      return row.textContent.toLocaleLowerCase(language);
    });

    var tools = make("div", { class: "tools" });
    var search = make("input", { type: "search", autocomplete: "off" });
    var label = make("label", {}, table.dataset.search + " ");
    label.appendChild(search);
    var count = make("p", { class: "count", role: "status" });
    if (rows.length > 7) tools.appendChild(label);
    var menus = [];
    head.forEach(function (cell, column) {
      if (cell.dataset.choose === undefined) return;
      var found = Array.from(new Set(rows.map(function (row) {
        return value(row.cells[column]);
      })));
      var menu = make("select", {});
      menu.appendChild(make("option", { value: "" }, table.dataset.any));
      found.forEach(function (each) {
        menu.appendChild(make("option", { value: each }, each));
      });
      var named = make("label", {}, cell.textContent + " ");
      named.appendChild(menu);
      tools.appendChild(named);
      menus.push([column, menu]);
    });

    function show() {
      var words = search.value.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row, place) {
        var fits = words.every(function (word) {
          return texts[place].indexOf(word) >= 0;
        }) && menus.every(function (pair) {
          return !pair[1].value || value(row.cells[pair[0]]) === pair[1].value;
        });
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      count.textContent = shown
        ? table.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length)
        : table.dataset.none;
    }

    head.forEach(function (cell, column) {
      var button = make("button", { type: "button" }, cell.textContent);
      cell.textContent = "";
      cell.appendChild(button);
      button.addEventListener("click", function () {
        var down = cell.getAttribute("aria-sort") === "ascending";
        head.forEach(function (other) {
          other.removeAttribute("aria-sort");
        });
        cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.slice().sort(function (one, other) {
          var order = collator.compare(value(one.cells[column]), value(other.cells[column]));
          if (cell.classList.contains("number")) {
            var left = parseFloat(value(one.cells[column]));
            var right = parseFloat(value(other.cells[column]));
            if (isNaN(left) !== isNaN(right)) return isNaN(left) ? 1 : -1;
            if (!isNaN(left)) order = left - right;
          }
          return down ? -order : order;
        }).forEach(function (row) {
          body.appendChild(row);
        });
      });
    });

    search.addEventListener("input", show);
    menus.forEach(function (pair) {
      pair[1].addEventListener("change", show);
    });
    if (tools.children.length) {
      tools.appendChild(count);
      table.parentNode.parentNode.insertBefore(tools, table.parentNode);
      // A link such as claims.html?q=word&… arrives with its search already made.
      var asked = new URLSearchParams(window.location.search);
      if (asked.has("q")) search.value = asked.get("q");
      menus.forEach(function (pair) {
        var wanted = asked.get(head[pair[0]].dataset.choose);
        if (wanted) pair[1].value = wanted;
      });
      show();
    }
  }

  document.querySelectorAll("table[data-table]").forEach(enhance);
})();
